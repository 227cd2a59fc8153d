// A button that prints the page; without scripts it is not there, and the
// browser's own command prints the same.
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
