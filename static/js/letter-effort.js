// Before a letter goes out the page finds a number that fits its ticket: a second for one letter, hours for a flood.

const STEP = 2000;

for (const field of document.querySelectorAll("input[data-effort]")) {
  const bits = Number(field.dataset.effort);
  const ticket = field.form.querySelector("input[name=ticket]").value;
  const fits = (number) => {
    const digest = sha256.array(`${ticket}:${number}`);
    let zeros = 0;
    for (const byte of digest) {
      if (byte) return zeros + Math.clz32(byte) - 24 >= bits;
      zeros += 8;
    }
    return true;
  };
  let number = 0;
  const search = () => {
    for (const last = number + STEP; number < last; number += 1) {
      if (fits(number)) {
        field.value = number;
        return;
      }
    }
    setTimeout(search);
  };
  search();
}
