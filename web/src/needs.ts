// The panels under a project's stages: only one is open, and Escape or a click
// elsewhere closes it. Without this each opens and closes by its own summary.
const OPEN = "details.needs[open]";

function close(but: Element | null): void {
  for (const open of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (open !== but) open.open = false;
  }
}

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  close(target?.closest("details.needs") ?? null);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>(OPEN);
  if (!open) return;
  close(null);
  open.querySelector("summary")?.focus();
});
