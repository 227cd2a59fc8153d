// A browser that goes back fills a form with what was typed into it. What stands
// beside the form was made without that, so it is told that something changed.

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function differs(control: Control): boolean {
  if (control instanceof HTMLSelectElement) {
    const options = [...control.options];
    // without a choice of its own a list shows its first line
    const first = options.some((option) => option.defaultSelected) || control.multiple ? undefined : options[0];
    return options.some((option) => option.selected !== (option.defaultSelected || option === first));
  }
  if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) {
    return control.checked !== control.defaultChecked;
  }
  return control.type !== "hidden" && control.type !== "file" && control.value !== control.defaultValue;
}

window.addEventListener("pageshow", () => {
  const form = document.querySelector<HTMLFormElement>("form#act");
  const controls = form?.querySelectorAll<Control>("input[name], textarea[name], select[name]") ?? [];
  const restored = [...controls].find(differs);
  restored?.dispatchEvent(new Event("change", { bubbles: true }));
});
