// In a form that is answered while somebody types, a field that is changed is no
// longer marked as wrong: the answer beside it tells what is.
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLElement) || field.closest("form[data-corrects]") === null) return;
  if (!field.hasAttribute("aria-invalid")) return;
  field.removeAttribute("aria-invalid");
  const said = document.getElementById(field.getAttribute("aria-describedby") ?? "");
  field.removeAttribute("aria-describedby");
  said?.remove();
});
