// A form that came back with its faults is the answer to what was sent. Going back
// to it would send it again, and a browser that may not keep it shows an error
// page: the place in the history becomes the form's own address instead.
// A page that shows something once says where to go instead of sending again.
const sent = document.querySelector("main .summary[role='alert']") !== null || /\/(preview|draft)$/.test(location.pathname);
const form = document.querySelector<HTMLFormElement>("form#act");

if (sent && form !== null && history.state === null) {
  const own = new URL(form.action, location.href);
  if (own.origin === location.origin) history.replaceState(null, "", own.pathname);
}

const once = document.querySelector<HTMLElement>("[data-once]")?.dataset["once"];
if (once !== undefined && once.startsWith("/")) history.replaceState(null, "", once);
