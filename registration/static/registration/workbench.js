/* The workbench: rows open their evidence, stages come forward on the map, two of them side by side. */
(() => {
  "use strict";
  const map = document.getElementById("case-map");
  const view = () => map?.cadastreMap;

  /* Rules say themselves on hover and focus. */
  for (const chip of document.querySelectorAll("[data-rule]")) {
    window.bootstrap?.Popover.getOrCreateInstance(chip, { trigger: "hover focus", container: "body", placement: "bottom", customClass: "rule-popover" });
  }

  /* Evidence */
  const openerOf = (row) => row?.querySelector(".opener");
  function toggle(row, open) {
    const opener = openerOf(row);
    const evidence = opener && document.getElementById(opener.getAttribute("aria-controls"));
    if (!evidence) return;
    const show = open ?? evidence.hidden;
    evidence.hidden = !show;
    opener.setAttribute("aria-expanded", String(show));
    row.classList.toggle("is-open", show);
  }
  document.addEventListener("click", (event) => {
    const row = event.target.closest("tr.datum");
    if (!row || (event.target.closest("a, button") && !event.target.closest(".opener"))) return;
    toggle(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("tr.datum")) toggle(event.target);
  });

  /* Stages: the chosen one in full, the others faint. The map's own panel stays in step. */
  const buttons = [...document.querySelectorAll(".stage-button")];
  const stageLayers = buttons.map((button) => button.dataset.layer).filter(Boolean);

  function setOpacity(id, opacity) {
    const layer = view()?.byId.get(id);
    if (!layer) return;
    const rows = [...map.querySelectorAll(".map-layers li")];
    const row = rows.find((one) => one.querySelector("label span:last-child")?.textContent === layer.layer.name);
    const slider = row?.querySelector("input[type=range]");
    if (slider) slider.value = opacity;
    layer.setOpacity(opacity);
  }

  /* The slider sets the chosen stage, or all of them. */
  const slider = document.getElementById("stage-opacity");
  const shown = document.getElementById("stage-opacity-of");
  function chosenLayers() {
    const { layer } = buttons.find((one) => one.classList.contains("is-chosen"))?.dataset || {};
    return layer ? [layer] : stageLayers;
  }
  function slide(value) {
    slider.value = value;
    shown.textContent = `${Math.round(value * 100)} %`;
  }
  slider?.addEventListener("input", () => {
    slide(slider.value);
    for (const id of chosenLayers()) setOpacity(id, slider.value);
  });

  function choose(button) {
    if (slider) slide(1);
    for (const one of buttons) {
      const chosen = one === button;
      one.classList.toggle("is-chosen", chosen);
      one.setAttribute("aria-pressed", String(chosen));
    }
    const { layer, stage } = button.dataset;
    for (const id of stageLayers) setOpacity(id, !stage || id === layer ? 1 : 0.12);
    setOpacity("shifts", !stage || stage === view()?.byId.get("shifts")?.layer.stage ? 1 : 0.12);
    for (const one of document.querySelectorAll(".candidates [data-stage]")) {
      one.classList.toggle("is-of-stage", Boolean(stage) && one.dataset.stage === stage);
    }
  }
  for (const button of buttons) button.addEventListener("click", () => choose(button));

  function step(by) {
    const at = buttons.findIndex((one) => one.classList.contains("is-chosen"));
    const next = buttons[(at + by + buttons.length) % buttons.length];
    choose(next);
    next.focus();
  }

  /* Swipe: one stage left of the divider, another right of it. */
  const compare = document.getElementById("compare");
  const [left, right] = ["compare-left", "compare-right"].map((id) => document.getElementById(id));
  function swipe() {
    const there = view();
    const on = Boolean(left.value && right.value && left.value !== right.value);
    for (const one of there.layers) {
      const { id } = one.layer;
      one.layer.side = on ? { [left.value]: "left", [right.value]: "right" }[id] : undefined;
      for (const pane of [one.pane, one.labelPane]) pane.style.clip = "";
      if (stageLayers.includes(id)) setOpacity(id, on && !one.layer.side ? 0 : 1);
    }
    if (on && !map.querySelector(".map-swipe")) there.addSwipe();
    const cover = map.querySelector(".map-swipe");
    if (cover) cover.hidden = !on;
    if (on) there.map.fire("resize");
  }
  function offerSwipe() {
    if (!compare || !view()) return;
    compare.hidden = false;
    for (const select of [left, right]) select.addEventListener("change", swipe);
  }
  if (view()) offerSwipe();
  else map?.addEventListener("cadastre:map", offerSwipe);

  /* Two stages compared: their arrows replace those on the map, drawn as long as they need to be seen. */
  function showArrows() {
    const source = document.getElementById("compared-arrows");
    const layer = view()?.byId.get("shifts");
    if (!source || !layer) return;
    const arrows = JSON.parse(source.dataset.arrows);
    Object.assign(layer.layer, { data: arrows.data, stage: arrows.stage, exaggeration: arrows.exaggeration });
    layer.show(arrows.data);
    const words = document.getElementById("map-words")?.dataset;
    const strip = document.querySelector(".workbench-map .map-status span:last-child");
    if (words && strip) strip.textContent = window.cadastre.say(words.exaggeration, { times: arrows.exaggeration });
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "compared") view() ? showArrows() : map?.addEventListener("cadastre:map", showArrows);
  });
  document.addEventListener("click", (event) => {
    const pair = event.target.closest(".pair");
    if (!pair) return;
    for (const one of document.querySelectorAll(".pair")) {
      one.classList.toggle("is-chosen", one === pair);
      one.setAttribute("aria-pressed", String(one === pair));
    }
  });

  /* `a` goes to the decision, it never takes it: what is written into the register stays there. */
  document.addEventListener("cadastre:key", (event) => {
    const { action } = event.detail;
    if (action === "stage-previous" || action === "stage-next") step(action === "stage-next" ? 1 : -1);
    else if (action === "accept") (document.querySelector(".adopt [name=confirmed]:not(:checked)") || document.getElementById("adopt"))?.focus();
    else return;
    event.preventDefault();
  });
})();
