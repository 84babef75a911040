"""Opens a report in headless Chromium and says what is wrong with it, one line each; nothing and status 0 when all is well.

Usage: report_page.py PAGE VERDICT CHECKS [TEXT…]    (each TEXT must be seen as text)
"""
import os
import shutil
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

page_file, verdict, checks, *texts = sys.argv[1:]
browser_file = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
problems = []


def look(browser, width, scheme):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.on("console", lambda message: problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (problems.append("a dialog opened"), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith("file:") or problems.append(f"request: {request.url}"))
    page.goto("file://" + os.path.abspath(page_file))

    def expect(what, value, wanted):
        if value != wanted:
            problems.append(f"{width} px, {scheme}: {what} is {value!r} instead of {wanted!r}")

    expect("the verdict", page.locator("h1").inner_text(), verdict)
    expect("the number of checks", page.locator("details.check").count(), int(checks))
    expect("sideways scrolling", page.evaluate("document.documentElement.scrollWidth > innerWidth"), False)
    for text in texts:
        expect(f"seeing {text}", page.get_by_text(text).count() > 0, True)

    # A failure is open; it closes and opens by keyboard, and its witness can be read by the arrow keys.
    failed = page.locator("details.check[data-verdict=fail]").first
    if failed.count():
        expect("a failure's being open", failed.get_attribute("open"), "")
        failed.locator("summary").focus()
        page.keyboard.press("Enter")
        expect("closing by keyboard", failed.get_attribute("open"), None)
        page.keyboard.press("Enter")
        expect("opening by keyboard", failed.get_attribute("open"), "")
        witness = failed.locator("svg").first
        if witness.count():
            witness.focus()
            seen = []
            while len(seen) < 50 and not (seen and seen[-1].startswith("#")):
                page.keyboard.press("ArrowRight")
                seen.append(failed.locator("output").first.inner_text())
            expect("an attempt among the witness's values", seen[-1].startswith("#"), True)
    page.get_by_role("button", name="Open all").click() if int(checks) else None
    violations = Axe().run(page).response["violations"]
    problems.extend(f"axe, {width} px, {scheme}: {found['id']}: {found['nodes'][0]['html'][:160]}" for found in violations)
    page.close()


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=browser_file, args=["--no-sandbox"])
    for width, scheme in [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]:
        look(browser, width, scheme)
    browser.close()
print("\n".join(problems))
sys.exit(1 if problems else 0)
