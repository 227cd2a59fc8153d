// Filters that were left empty do not go into the address of a list.
document.addEventListener("formdata", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches("form.sieve")) return;
  for (const [name, value] of Array.from(event.formData.entries())) {
    if (value === "") event.formData.delete(name);
  }
});
