// Parts of a long form that do not concern the project are folded. One unfolds
// when what is typed makes it a concern, and when somebody follows its link.
const ASIDE = "details.aside-part";

function unfold(part: Element | null): void {
  for (const folded of part?.querySelectorAll<HTMLDetailsElement>(ASIDE) ?? []) folded.open = true;
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href^='#']") : null;
  if (link === null) return;
  const target = document.getElementById(link.hash.slice(1));
  unfold(target?.closest(".form-part") ?? null);
});

document.addEventListener("htmx:oobAfterSwap", () => {
  for (const folded of document.querySelectorAll<HTMLDetailsElement>(ASIDE)) {
    const link = document.querySelector(`#sections a[href="#s-${folded.dataset["part"]}"]`);
    if (link !== null && link.closest("li.aside") === null) folded.open = true;
  }
});
