// Follows requests while they run. Without this file the page still says everything, when reloaded.
"use strict";

const conversation = document.getElementById("conversation");
if (conversation && conversation.dataset.events && window.EventSource) follow();

function follow() {
  const source = new EventSource(conversation.dataset.events);
  source.addEventListener("progress", (event) => show(JSON.parse(event.data)));
  source.addEventListener("end", () => source.close());
}

function show(report) {
  const box = document.getElementById("progress-" + report.post);
  if (!box) return;
  box.className = "progress " + report.state + (report.words ? "" : " hidden");
  if (report.step === null) box.querySelector(".steps")?.remove();
  box.querySelectorAll(".steps li").forEach((step, place) => {
    step.className = place < report.step ? "done" : place === report.step ? "now" : "";
  });
  const state = box.querySelector(".state");
  if (state.textContent !== report.words) state.textContent = report.words;
  if (report.ended) bringNews();
}

// Puts in what is new and renews what has ended, and touches no form somebody may be writing in.
async function bringNews() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  let before = null;
  for (const article of page.querySelectorAll("#conversation > article")) {
    const here = document.getElementById(article.id);
    if (!here) {
      before ? before.after(article) : conversation.prepend(article);
      before = article;
      continue;
    }
    renewProgress(here, article);
    before = here;
  }
}

function renewProgress(here, article) {
  const old = here.querySelector(".progress");
  const now = article.querySelector(".progress");
  if (old && !now) old.remove();
  if (old && now && old.className !== now.className) old.replaceWith(now);
}
