// After a swap the focus stays where it was. Where what had it is gone, it goes
// to what the answer says first: a summary of faults, or the first heading.

let before: { id: string; name: string } | null = null;

document.addEventListener("htmx:beforeSwap", () => {
  const held = document.activeElement;
  before = held instanceof HTMLElement && held !== document.body
    ? { id: held.id, name: held.getAttribute("name") ?? "" }
    : null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const lost = document.activeElement === null || document.activeElement === document.body;
  if (!lost || before === null) return;
  const swapped = event.target as HTMLElement;
  const same = (before.id && document.getElementById(before.id))
    || (before.name && swapped.querySelector<HTMLElement>(`[name="${CSS.escape(before.name)}"]`));
  const first = swapped.querySelector<HTMLElement>("[role=alert], h1, h2, h3");
  const next = same || first || document.getElementById("main");
  if (!next) return;
  if (next.tabIndex < 0 && !next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
  next.focus();
});

// A form that came back refused begins at what is wrong with it.
const summary = document.querySelector<HTMLElement>("main [role=alert][tabindex]");
if (summary) summary.focus();
