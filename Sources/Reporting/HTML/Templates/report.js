"use strict";
// Shows the value under the pointer, or under the marker that the arrow keys move, below each picture. The values are the titles inside it.
for (const figure of document.querySelectorAll("figure")) {
  const picture = figure.querySelector("svg");
  if (!picture) continue;
  const marks = [...picture.querySelectorAll("title")].map((title) => title.parentNode);
  if (marks.length === 0) continue;
  const said = figure.appendChild(document.createElement("output"));
  let at = -1;
  const show = (index) => {
    if (marks[at]) marks[at].classList.remove("at");
    at = Math.max(0, Math.min(marks.length - 1, index));
    marks[at].classList.add("at");
    said.textContent = marks[at].querySelector("title").textContent;
  };
  const leave = () => {
    if (marks[at]) marks[at].classList.remove("at");
    said.textContent = "";
  };
  picture.addEventListener("pointerover", (event) => {
    const index = marks.indexOf(event.target);
    if (index >= 0) show(index);
  });
  picture.addEventListener("pointerleave", leave);
  picture.addEventListener("focus", () => { said.textContent = `${marks.length} values; the arrow keys read them`; });
  picture.addEventListener("blur", leave);
  picture.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, PageDown: 20, PageUp: -20, Home: -marks.length, End: marks.length }[event.key];
    if (!step) return;
    event.preventDefault();
    show(at + step);
  });
}
const folds = [...document.querySelectorAll("details.check")];
for (const button of document.querySelectorAll("button[data-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const which = button.dataset.open;
    for (const fold of folds) fold.open = which === "all" || (which === "failed" && fold.dataset.verdict === "fail");
  });
}
// What is folded would be missing on paper.
addEventListener("beforeprint", () => { for (const fold of folds) if (fold.dataset.verdict === "fail") fold.open = true; });
