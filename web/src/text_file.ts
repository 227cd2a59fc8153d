// A text area that says so can also be filled from a text file, UTF-8 or GBK.
// Nothing is sent before the form is.
const LARGEST = 1_500_000;

for (const area of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-file]")) {
  const label = document.createElement("label");
  label.textContent = area.dataset.file ?? "";
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".txt,text/plain";
  label.append(" ", input);
  const told = document.createElement("p");
  told.className = "help";
  told.setAttribute("role", "status");
  area.before(label, told);
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    if (file.size > LARGEST) {
      told.textContent = "文件超过 1.5 MB，不像是办法的文本。";
      return;
    }
    area.value = decoded(await file.arrayBuffer());
    told.textContent = `已读入“${file.name}”，共 ${area.value.length} 字，核对后再导入。`;
  });
}

function decoded(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
