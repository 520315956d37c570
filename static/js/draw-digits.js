// While digits are typed masked: how many are in, nothing of what they are.

for (const field of document.querySelectorAll("input[data-digits]")) {
  const wanted = Number(field.dataset.length);
  const note = field.form.querySelector("[data-digits-count]");
  const show = () => {
    const typed = [...field.value.trim()].length;
    note.hidden = typed === 0;
    note.textContent = `${"●".repeat(Math.min(typed, wanted))}　已输入 ${typed} / ${wanted} 位`;
  };
  field.addEventListener("input", show);
  show();
}
