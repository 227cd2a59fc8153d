// Sends files piece by piece while the rest of the form is filled in: several
// at once, with progress, going on where it stopped after a broken connection
// or a reload. Without it the same field sends its files with the form.
import { type DetailedError, Upload } from "tus-js-client";

interface Sent {
  id: string;
  name: string;
  size_in_words: string;
  sm3: string | null;
}

interface Refused {
  error?: { message?: string; remedy?: string };
}

const PIECE = 8 * 1024 * 1024;
const DELAYS = [0, 1000, 2000, 4000, 8000, 15000, 30000, 30000, 60000];
const sending = new Map<HTMLElement, Upload>();

function fieldOf(node: EventTarget | null): HTMLElement | null {
  return node instanceof Element ? node.closest<HTMLElement>("[data-upload]") : null;
}

function token(field: HTMLElement): string {
  return field.closest("form")?.querySelector<HTMLInputElement>("input[name=_csrf]")?.value ?? "";
}

function say(field: HTMLElement, text: string): void {
  const state = field.querySelector<HTMLElement>("[data-state]");
  if (state) state.textContent = text;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

function remover(row: HTMLElement, label: string, name: string, act: () => void): void {
  const button = element("button", "quiet small", label);
  button.type = "button";
  button.setAttribute("aria-label", `${label} ${name}`);
  button.addEventListener("click", () => {
    const field = fieldOf(row);
    act();
    row.remove();
    field?.querySelector<HTMLInputElement>("input[type=file]")?.focus();
  });
  row.append(" ", button);
}

function forget(field: HTMLElement, id: string): void {
  void fetch(`${field.dataset["upload"]}/${id}`, {
    method: "DELETE",
    headers: { "Tus-Resumable": "1.0.0", "X-CSRF-Token": token(field) },
  });
}

// The row of a file that the server has and has found in order.
function whole(field: HTMLElement, row: HTMLElement, sent: Sent): void {
  // sent before already: that one goes, so that it is not filed twice
  for (const same of field.querySelectorAll<HTMLInputElement>(`input[value="${sent.sm3}"]`)) {
    const earlier = same.closest<HTMLElement>("li");
    if (earlier && earlier !== row) earlier.remove();
  }
  row.className = "";
  row.textContent = "";
  const box = element("input", "");
  box.type = "checkbox";
  box.name = field.dataset["name"] ?? "files";
  box.value = sent.sm3 ?? "";
  box.checked = true;
  const label = element("label", "");
  label.append(box, " ", element("span", "file-name", sent.name));
  const code = element("code", "sm3", `SM3 ${box.value.slice(0, 12)}…`);
  code.title = `SM3 摘要值：${box.value}`;
  row.append(label, " ", element("span", "by", `${sent.size_in_words} · 已上传`), " ", code);
  remover(row, "移除", sent.name, () => forget(field, sent.id));
}

function failed(row: HTMLElement, name: string, text: string): void {
  row.className = "failed";
  row.textContent = "";
  const says = element("p", "error", text);
  says.setAttribute("role", "alert");
  row.append(element("span", "file-name", name), says);
  remover(row, "知道了", name, () => undefined);
}

function reason(body: string, otherwise: string): string {
  try {
    const told = (JSON.parse(body) as Refused).error;
    if (told?.message) return `${told.message}。${told.remedy ?? ""}`;
  } catch {
    // no answer of this server: what stands below is all that is known
  }
  return otherwise;
}

// What became of the file: asked again while it is still being examined.
async function outcome(field: HTMLElement, url: string, row: HTMLElement, name: string) {
  for (let round = 0; round < 120; round += 1) {
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok) {
      const sent = (await answer.json()) as Sent;
      if (sent.sm3) return whole(field, row, sent);
    } else if (answer && answer.status !== 423 && answer.status < 500) {
      return failed(row, name, reason(await answer.text(), "文件没有保存，请重新选择。"));
    }
    await new Promise((done) => setTimeout(done, 1000));
  }
  failed(row, name, "检查文件用时过长，请稍后刷新页面查看。");
}

function rowFor(field: HTMLElement, file: File): HTMLElement {
  const list = field.querySelector<HTMLElement>("[data-list]");
  const left = Array.from(list?.querySelectorAll<HTMLElement>(".unfinished") ?? []);
  left.find((row) => row.dataset["file"] === file.name)?.remove();
  const row = element("li", "sending");
  list?.append(row);
  return row;
}

function send(field: HTMLElement, file: File): void {
  const row = rowFor(field, file);
  const bar = element("progress", "");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `${file.name} 的上传进度`);
  const state = element("span", "by", "正在准备");
  row.append(element("span", "file-name", file.name), " ", bar, " ", state);
  const form = field.closest("form")?.getAttribute("action") ?? "";
  const ended = () => {
    sending.delete(row);
    tell(field);
  };
  const upload = new Upload(file, {
    endpoint: field.dataset["upload"] ?? "/uploads",
    chunkSize: PIECE,
    retryDelays: DELAYS,
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, form },
    headers: { "X-CSRF-Token": token(field) },
    onProgress: (done, all) => {
      const percent = all ? Math.floor((done / all) * 100) : 0;
      bar.value = percent;
      state.textContent = percent < 100 ? `已传 ${percent}%` : "正在检查文件";
    },
    onShouldRetry: (error) => {
      const status = (error as DetailedError).originalResponse?.getStatus() ?? 0;
      const again = status === 0 || status === 409 || status === 423 || status >= 500;
      if (again) state.textContent = "连接中断，正在重新连接";
      return again;
    },
    onSuccess: () => {
      state.textContent = "正在检查文件";
      void outcome(field, upload.url ?? "", row, file.name).finally(ended);
    },
    onError: (error) => {
      const body = (error as DetailedError).originalResponse?.getBody() ?? "";
      failed(row, file.name, reason(body, "连接中断。请再次选择同一文件，会从中断处接着传。"));
      ended();
    },
  });
  remover(row, "取消", file.name, () => {
    void upload.abort(true).catch(() => undefined);
    ended();
  });
  sending.set(row, upload);
  tell(field);
  void upload.findPreviousUploads().then((earlier) => {
    const latest = earlier[0];
    if (latest) upload.resumeFromPreviousUpload(latest);
    upload.start();
  });
}

function tell(field: HTMLElement): void {
  const count = field.querySelectorAll(".sending").length;
  say(field, count ? `正在上传 ${count} 个文件，可以同时填写其他内容` : "");
}

function chosen(field: HTMLElement, files: FileList | null): void {
  for (const file of Array.from(files ?? [])) send(field, file);
}

document.addEventListener("change", (event) => {
  const input = event.target;
  const field = fieldOf(input);
  if (!field || !(input instanceof HTMLInputElement) || input.type !== "file") return;
  chosen(field, input.files);
  // what is sent here does not go with the form once more
  input.value = "";
});

for (const kind of ["dragover", "drop"] as const) {
  document.addEventListener(kind, (event) => {
    const field = fieldOf(event.target);
    if (!field || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (kind === "drop") chosen(field, event.dataTransfer.files);
  });
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    const row = form.querySelector(".sending");
    const field = fieldOf(row);
    if (!field) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say(field, "还有文件正在上传，传完后再提交");
    field.scrollIntoView({ block: "center" });
  },
  true,
);

window.addEventListener("beforeunload", (event) => {
  if (sending.size > 0) event.preventDefault();
});

// Files that were there when the page was opened can be removed too.
for (const box of document.querySelectorAll<HTMLInputElement>("[data-upload] input[data-id]")) {
  const field = fieldOf(box);
  const row = box.closest("li");
  const name = row?.querySelector(".file-name")?.textContent ?? "";
  if (field && row) remover(row, "移除", name, () => forget(field, box.dataset["id"] ?? ""));
}
for (const row of document.querySelectorAll<HTMLElement>("[data-upload] li.unfinished")) {
  const field = fieldOf(row);
  const name = row.dataset["file"] ?? "";
  if (field) remover(row, "移除", name, () => forget(field, row.dataset["id"] ?? ""));
}

// The whole SM3 goes to the clipboard where the browser lets it.
document.addEventListener("click", (event) => {
  const code = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
  if (!code || !navigator.clipboard) return;
  void navigator.clipboard.writeText(code.dataset["copy"] ?? "").then(() => {
    code.classList.add("copied");
    setTimeout(() => code.classList.remove("copied"), 1500);
  });
});
