// A form is sent once, however often its button is pressed. The server keeps
// the same promise by the form's key; this only spares the second request.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
  if (form.method !== "post") return;
  if (form.dataset["sent"] === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset["sent"] = "yes";
  window.setTimeout(() => delete form.dataset["sent"], 5000);
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => delete form.dataset["sent"]);
});
