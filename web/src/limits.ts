// A browser cuts what is pasted beyond a field's length and does not say so.
// Here it is not put in at all, and said: the clipboard still has the whole.
type Field = HTMLInputElement | HTMLTextAreaElement;

function fieldOf(target: EventTarget | null): Field | null {
  const field = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement ? target : null;
  return field !== null && field.maxLength > 0 ? field : null;
}

function note(field: Field, text: string): void {
  const place = field.closest(".control") ?? field;
  let line = place.nextElementSibling;
  if (line === null || !line.matches("p.length-note")) {
    if (text === "") return;
    line = document.createElement("p");
    line.className = "error length-note";
    line.setAttribute("role", "status");
    place.after(line);
  }
  if (line.textContent !== text) line.textContent = text;
}

document.addEventListener("paste", (event) => {
  const field = fieldOf(event.target);
  if (field === null || event.defaultPrevented) return;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const kept = field.value.length - ((field.selectionEnd ?? 0) - (field.selectionStart ?? 0));
  if (kept + text.length <= field.maxLength) return;
  event.preventDefault();
  note(field, `没有粘贴：本栏最多 ${field.maxLength} 字，已有 ${kept} 字，粘贴的内容有 ${text.length} 字。请缩短，或者作为附件提交。`);
});

document.addEventListener("input", (event) => {
  const field = fieldOf(event.target);
  if (field === null) return;
  const full = field.value.length >= field.maxLength && field.maxLength > 40;
  note(field, full ? `本栏最多 ${field.maxLength} 字，已经写满，再写的内容不会填入。` : "");
});
