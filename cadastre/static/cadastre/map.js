/*
 * One map for all pages, on Leaflet as django-leaflet sets it up.
 *
 *   {% include "cadastre/map.html" with map_id="result-map" map_options=options %}
 *
 * options = {layers: [layer …], bounds: [w, s, e, n], imagery: true, swipe: false, selected: key}
 * layer = {id, name, role, url | data, stage, bbox, min_zoom, visible, opacity, labels, label_zoom, exaggeration, side}
 * GeoJSON is in longitude and latitude of CGCS2000; each feature has an id or a property `key`.
 * Events on the map's element: cadastre:map (ready; detail.view), cadastre:feature (chosen; detail.key, properties, layer).
 */
(() => {
  "use strict";
  const cadastre = (window.cadastre = window.cadastre || {});
  const make = cadastre.mapElement;
  const words = document.getElementById("map-words").dataset;
  const views = [];
  const { say } = cadastre;

  cadastre.mapIcon = (name) => {
    const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawing.setAttribute("class", "icon");
    drawing.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${words.sprite}#${name}`);
    drawing.append(use);
    return drawing;
  };

  class MapView {
    /* The map with its layers, the strip below it and the links to rows of tables. */
    constructor(element, options) {
      this.element = element;
      this.options = { imagery: true, layers: [], ...options };
      this.map = this.options.map || L.map(element, { attributionControl: false });
      if (!this.options.map) L.control.scale({ imperial: false }).addTo(this.map);
      this.map.attributionControl?.remove();
      this.map.setMaxBounds(null).setMaxZoom(23);
      this.layers = [];
      this.byId = new Map();
      this.selected = null;
      element.setAttribute("aria-label", words.map);
      element.setAttribute("role", "region");
      this.addStrip();
      this.addImagery();
      for (const layer of this.options.layers) this.addLayer(layer);
      this.addPanel();
      this.addButtons();
      if (this.options.swipe) this.addSwipe();
      this.map.on("moveend", () => this.moved());
      this.ready = this.start();
    }

    async start() {
      const { bounds } = this.options;
      if (bounds) this.map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]], { animate: false });
      await Promise.all(this.layers.filter((one) => !one.layer.bbox).map((one) => one.load()));
      if (!bounds) this.fit(undefined, { animate: false });
      if (this.imagery && this.options.imagery !== "off") this.imagery.addTo(this.map).bringToBack();
      this.started = true;
      for (const one of this.layers) if (one.layer.bbox) one.loadBox();
      if (this.options.selected) this.select(String(this.options.selected));
    }

    addLayer(layer) {
      const made = new cadastre.LayerView(this, { id: `layer${this.layers.length}`, ...layer });
      this.layers.push(made);
      this.byId.set(made.layer.id, made);
      return made;
    }

    addImagery() {
      if (!this.options.imagery || !this.element.dataset.imagery) return;
      this.imagery = L.tileLayer(this.element.dataset.imagery, {
        maxZoom: 23, maxNativeZoom: this.options.imagery_zoom || 19, opacity: 0.85,
        errorTileUrl: "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==",
      });
    }

    addStrip() {
      const { dataset } = this.element;
      const strip = make("div", "map-status");
      const place = make("span", "figure map-pointer");
      strip.append(place, make("span", "", dataset.system || ""), make("span", "", `${words.asOf} ${dataset.asOf || ""}`));
      const times = this.options.layers.find((layer) => layer.role === "shift");
      if (times) strip.append(make("span", "", say(words.exaggeration, { times: times.exaggeration || 200 })));
      this.element.after(strip);
      this.noticeBox = make("div", "map-notice");
      this.noticeBox.setAttribute("role", "status");
      this.element.parentElement.append(this.noticeBox);
      const show = (latlng) => { place.textContent = this.planeText(latlng); };
      this.map.on("mousemove", (event) => show(event.latlng));
      this.map.on("moveend", () => show(this.map.getCenter()));
    }

    /* Northing first, as surveyors read it: X (north), Y (east), in the office's plane system. */
    planeText(latlng) {
      const { proj4: definition } = this.element.dataset;
      if (!definition || !window.proj4) return `${latlng.lat.toFixed(6)}, ${latlng.lng.toFixed(6)}`;
      const [easting, northing] = proj4("+proj=longlat +ellps=GRS80 +no_defs", definition, [latlng.lng, latlng.lat]);
      return `${words.northing} ${northing.toFixed(2)}  ${words.easting} ${easting.toFixed(2)}`;
    }

    addPanel() {
      const panel = make("details", "map-layers no-print");
      panel.open = this.element.clientWidth > 760;
      panel.append(make("summary", "", words.layers));
      const list = make("ul");
      for (const one of this.layers) {
        if (one.layer.name) list.append(this.panelRow(one.layer.name, one.layer.visible, one.layer.opacity, one, this.swatch(one.layer)));
      }
      if (this.imagery) {
        const handle = {
          setVisible: (on) => this.map[on ? "addLayer" : "removeLayer"](this.imagery),
          setOpacity: (value) => this.imagery.setOpacity(value),
        };
        list.append(this.panelRow(words.imagery, this.options.imagery !== "off", 0.85, handle, null));
      }
      panel.append(list);
      const control = L.control({ position: "topright" });
      control.onAdd = () => { L.DomEvent.disableClickPropagation(panel).disableScrollPropagation(panel); return panel; };
      control.addTo(this.map);
    }

    panelRow(name, visible, opacity, handle, swatch) {
      const row = make("li");
      const label = make("label");
      const box = Object.assign(make("input"), { type: "checkbox", checked: visible });
      const slider = Object.assign(make("input"), { type: "range", min: 0, max: 1, step: 0.05, value: opacity });
      slider.setAttribute("aria-label", say(words.opacity, { layer: name }));
      slider.hidden = !visible;
      box.addEventListener("change", () => { handle.setVisible(box.checked); slider.hidden = !box.checked; });
      slider.addEventListener("input", () => handle.setOpacity(slider.value));
      label.append(box, ...(swatch ? [swatch] : []), make("span", "", name));
      row.append(label, slider);
      return row;
    }

    swatch(layer) {
      const style = cadastre.mapRoles[layer.role].style({}, layer);
      const mark = make("span", "swatch");
      mark.style.setProperty("--swatch", style.color);
      mark.classList.toggle("is-dashed", Boolean(style.dashArray));
      mark.classList.toggle("is-line", layer.role === "shift");
      return mark;
    }

    addButtons() {
      const control = L.control({ position: "topleft" });
      control.onAdd = () => {
        const bar = make("div", "leaflet-bar no-print");
        const button = (icon, title, act) => {
          const link = Object.assign(make("a"), { href: "#", title });
          link.setAttribute("role", "button");
          link.setAttribute("aria-label", title);
          link.append(cadastre.mapIcon(icon));
          link.addEventListener("click", (event) => { event.preventDefault(); act(); });
          bar.append(link);
        };
        button("house-door", words.fit, () => this.fit());
        button("arrows-fullscreen", words.full, () => {
          if (document.fullscreenElement) document.exitFullscreen();
          else this.element.parentElement.requestFullscreen().then(() => this.map.invalidateSize());
        });
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      };
      control.addTo(this.map);
    }

    /* Two sides with a divider: layers of side "left" end at it, those of side "right" begin there. */
    addSwipe() {
      const cover = make("div", "map-swipe no-print");
      const divider = make("i");
      const slider = Object.assign(make("input"), { type: "range", min: 0, max: 100, value: 50 });
      slider.setAttribute("aria-label", words.swipe);
      cover.append(divider, slider);
      this.element.append(cover);
      L.DomEvent.disableClickPropagation(cover).disableScrollPropagation(cover);
      const clip = () => {
        const size = this.map.getSize();
        const [nw, se] = [this.map.containerPointToLayerPoint([0, 0]), this.map.containerPointToLayerPoint(size)];
        const x = nw.x + (size.x * slider.value) / 100;
        divider.style.left = `${slider.value}%`;
        const [left, right] = [[x, nw.x], [se.x, x]].map(([to, from]) => `rect(${nw.y}px,${to}px,${se.y}px,${from}px)`);
        for (const { layer, pane, labelPane } of this.layers) {
          if (!layer.side) continue;
          for (const one of [pane, labelPane]) one.style.clip = layer.side === "left" ? left : right;
        }
      };
      slider.addEventListener("input", clip);
      this.map.on("move zoomend resize", clip);
      this.map.whenReady(clip);
    }

    moved() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        if (!this.started) return;
        this.notice("");
        for (const one of this.layers) {
          if (one.layer.bbox) one.loadBox();
        }
        this.drawLabels();
      }, 120);
    }

    /* Labels of all layers share the space: survey results first, then parcels, buildings, points. */
    drawLabels() {
      const taken = [];
      const rank = (one) => ["shift", "staged", "parcel", "building", "point", "district"].indexOf(one.layer.role);
      for (const one of [...this.layers].sort((a, b) => rank(a) - rank(b))) one.drawLabels(taken);
    }

    notice(sentence, zoomThere) {
      this.noticeBox.textContent = sentence;
      if (!zoomThere) return;
      const button = Object.assign(make("button", "link-button"), { type: "button", textContent: ` ${words.zoomThere}` });
      button.addEventListener("click", () => this.map.setZoom(zoomThere));
      this.noticeBox.append(button);
    }

    /* Show the layer named `id`, or everything there is; arrows point far beyond it, being drawn larger than they are. */
    fit(id, how = {}) {
      const all = L.latLngBounds([]);
      for (const one of this.layers) {
        if (id ? one.layer.id === id : !one.layer.bbox && one.layer.role !== "shift") {
          const bounds = one.group.getBounds();
          if (bounds.isValid()) all.extend(bounds);
        }
      }
      const { bounds } = this.options;
      if (all.isValid()) this.map.fitBounds(all, { padding: [28, 28], maxZoom: 20, ...how });
      else if (bounds) this.map.fitBounds([[bounds[1], bounds[0]], [bounds[3], bounds[2]]]);
      else if (!this.map._loaded) this.map.setView([35.2, 113.25], 13);
    }

    choose(key, feature, layer) {
      this.select(key, { zoom: false });
      this.element.dispatchEvent(new CustomEvent("cadastre:feature", {
        bubbles: true, detail: { key, properties: feature.properties, layer },
      }));
    }

    shapes(key) { return this.layers.flatMap((one) => (one.byKey.has(key) ? [[one, one.byKey.get(key)]] : [])); }

    /* Mark the thing named `key` on the map and in every linked row; with zoom, go there. */
    select(key, { zoom = true } = {}) {
      if (this.selected) this.calm(this.selected);
      this.selected = key;
      this.emphasise(key);
      this.markRows(key, "is-selected", !zoom);
      if (zoom) this.goTo(key);
    }

    emphasise(key) {
      for (const [, shape] of this.shapes(key)) {
        shape.setStyle?.({ weight: 4, color: "#0f5f6b", fillOpacity: 0.25 });
        shape.bringToFront?.();
        shape.getElement?.()?.classList.add("is-selected");
      }
    }

    calm(key) {
      for (const [one, shape] of this.shapes(key)) {
        if (shape.setStyle) shape.setStyle({ fillOpacity: 0, ...one.styleOf(shape.feature) });
        shape.getElement?.()?.classList.remove("is-selected");
      }
    }

    goTo(key) {
      const [found] = this.shapes(key);
      if (found?.[1].getBounds) this.map.fitBounds(found[1].getBounds(), { padding: [60, 60], maxZoom: 21 });
      else if (found) this.map.setView(found[1].getLatLng(), Math.max(this.map.getZoom(), 20));
      else this.goToRow(key);
    }

    /* A row may say where its thing lies (data-bounds="w,s,e,n") when the map has not loaded it yet. */
    goToRow(key) {
      const row = document.querySelector(`[data-feature-key="${CSS.escape(key)}"][data-bounds]`);
      if (!row) return;
      const [west, south, east, north] = row.dataset.bounds.split(",").map(Number);
      this.map.fitBounds([[south, west], [north, east]], { maxZoom: 20 });
    }

    markRows(key, className, scroll = false) {
      for (const row of document.querySelectorAll(`[data-feature-key].${className}`)) row.classList.remove(className);
      if (!key) return;
      for (const row of document.querySelectorAll(`[data-feature-key="${CSS.escape(key)}"]`)) {
        row.classList.add(className);
        if (scroll) row.scrollIntoView({ block: "nearest" });
      }
    }
  }

  /* Make a map in `element`; options.map may be one that django-leaflet has made already. */
  cadastre.createMap = (element, options = {}) => {
    const view = new MapView(element, options);
    element.cadastreMap = view;
    views.push(view);
    element.dispatchEvent(new CustomEvent("cadastre:map", { bubbles: true, detail: { view } }));
    return view;
  };

  /* Callback of {% leaflet_map %}: the options lie beside the map as JSON. */
  cadastre.mapReady = (map) => {
    const element = map.getContainer();
    const data = document.getElementById(`${element.id}-options`);
    cadastre.createMap(element, { ...(data ? JSON.parse(data.textContent) : {}), map });
  };

  const rowOf = (target) => target.closest?.("[data-feature-key]");

  document.addEventListener("click", (event) => {
    const row = rowOf(event.target);
    if (!row || event.target.closest("a, button, input, select, summary, label")) return;
    for (const view of views) view.select(row.dataset.featureKey);
  });
  document.addEventListener("keydown", (event) => {
    const row = event.key === "Enter" && rowOf(event.target);
    if (row && event.target === row) for (const view of views) view.select(row.dataset.featureKey);
  });
  document.addEventListener("mouseover", (event) => {
    const key = rowOf(event.target)?.dataset.featureKey;
    for (const view of views) {
      if (view.hovered && view.hovered !== key && view.hovered !== view.selected) view.calm(view.hovered);
      if (key && key !== view.hovered) view.emphasise(key);
      view.hovered = key;
    }
  });
  document.addEventListener("cadastre:select", (event) => {
    for (const view of views) view.select(event.detail.key);
  });
  /* Rows are reached with Tab wherever a map is linked to them. */
  const reachable = () => {
    for (const row of document.querySelectorAll("[data-feature-key]:not([tabindex])")) row.tabIndex = 0;
  };
  document.addEventListener("DOMContentLoaded", reachable);
  document.addEventListener("htmx:load", reachable);
})();
