"""A tablet in the hands of a voter: enrolled, offline, killed."""

from playwright.sync_api import BrowserContext, Page, Response
from pytest_django.live_server_helper import LiveServer

from ballots.services import tablets
from tests.ballots.steps import Hall

TABLET = {"width": 1024, "height": 768}
KEPT = """() => new Promise((resolve, reject) => {
  const opening = indexedDB.open("ballots", 1);
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const found = {};
    const stores = [...opening.result.objectStoreNames];
    const transaction = opening.result.transaction(stores, "readonly");
    for (const name of stores) transaction.objectStore(name).getAll().onsuccess = (event) => { found[name] = event.target.result; };
    transaction.oncomplete = () => { opening.result.close(); resolve(found); };
  };
})"""
"""Everything the tablet keeps, by store."""


def until(page: Page, function: str) -> None:
    """Wait for what the function says; asked within the page, since its policy allows no text to be evaluated there later."""
    page.evaluate(
        f"""async () => {{
          const holds = {function};
          const end = performance.now() + 45000;
          while (!(await holds())) {{
            if (performance.now() > end) throw new Error("never came true");
            await new Promise((resolve) => {{ setTimeout(resolve, 50); }});
          }}
        }}"""
    )


def until_kept(page: Page, condition: str) -> None:
    """Wait until ``kept`` (all stores of the tablet) is as the condition says."""
    until(page, f"async () => {{ const kept = await ({KEPT})(); return {condition}; }}")


def enrol(page: Page, live_server: LiveServer, hall: Hall, number: int) -> None:
    """Scan the code that staff were shown and go on to the ballot, kept for a reload without a network."""
    _, code = tablets.add_tablet(actor=hall.runner, vote=hall.vote, number=number)
    page.goto(f"{live_server.url}/b/{hall.vote.pk}/tablet/#{code}")
    page.locator("#enrolled").wait_for(state="visible")
    until(page, "() => navigator.serviceWorker.controller !== null")
    page.get_by_role("link", name="进入投票").click()
    page.locator("#tablet").wait_for(state="visible")
    until_kept(page, "kept.issued[0]?.size > 0")
    until(page, f"async () => Boolean(await caches.match('/b/{hall.vote.pk}/'))")


def tablet(context: BrowserContext, live_server: LiveServer, hall: Hall, number: int) -> Page:
    page = context.new_page()
    enrol(page, live_server, hall, number)
    return page


def begin(page: Page, code: str) -> None:
    page.locator("#card").fill(code)
    page.locator("#begin").click()


def vote(page: Page, code: str, mark: int = 1) -> str:
    """One voter: the same mark in every row of the first subject, 弃权 for the others. The receipt."""
    begin(page, code)
    page.locator("#s1").wait_for(state="visible")
    for row in range(6):
        page.locator(".screen:not([hidden]) fieldset").nth(row).locator(f"input[value='{mark}']").check()
    while not page.locator("#review-title").is_visible():
        page.locator(".screen:not([hidden]) [data-go=on]").click()
    page.locator("#confirm").click()
    page.get_by_role("button", name="就这样投").click()
    page.locator("#finish").wait_for(state="visible")
    return page.locator("#receipt").inner_text().replace("-", "")


def done(page: Page) -> None:
    page.locator("#finish").click()
    page.locator("#card").wait_for(state="visible")


def kept(page: Page) -> dict[str, list]:
    return page.evaluate(KEPT)


def delivered(page: Page) -> None:
    """Wait until nothing is left on the tablet."""
    until_kept(page, "kept.unsent.length === 0")


def knows_of_closing(response: Response) -> bool:
    sent = response.request.post_data_json if response.url.endswith("/report") else {}
    return sent.get("knows") == "closing"


def learn_of_closing(page: Page) -> None:
    """The page opened once more; its report says that it knows of the closing."""
    with page.expect_response(knows_of_closing):
        page.reload()
