// The frame: hits under the quick search box are reached by arrow keys and go
// away with Escape; an open menu closes when one turns elsewhere.

const box = (): HTMLInputElement | null => document.querySelector(".seek input[type=search]");
const hits = (): HTMLElement | null => document.querySelector("#seek-hits");

function step(event: KeyboardEvent, by: number): void {
  const field = box();
  const links = Array.from(hits()?.querySelectorAll<HTMLElement>("a") ?? []);
  if (!field || links.length === 0) return;
  const stops: HTMLElement[] = [field, ...links];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  if (here < 0) return;
  event.preventDefault();
  stops[(here + by + stops.length) % stops.length]?.focus();
}

function clear(): void {
  hits()?.replaceChildren();
}

document.addEventListener("keydown", (event) => {
  const inside = (event.target as Element | null)?.closest(".seek");
  if (event.key === "Escape") {
    closeOthers(null);
    if (inside) {
      clear();
      box()?.focus();
    }
    return;
  }
  if (!inside) return;
  if (event.key === "ArrowDown") step(event, 1);
  if (event.key === "ArrowUp") step(event, -1);
});

// menus of the frame, and small forms that open over the page
const MENUS = "details.who, details.menu, details.keep";

function closeOthers(within: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(MENUS)) {
    if (menu.open && !(within && menu.contains(within))) {
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (held && !within) menu.querySelector("summary")?.focus();
    }
  }
}

for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    const target = event.target as Element;
    closeOthers(target);
    if (!target.closest?.(".seek")) clear();
  });
}
