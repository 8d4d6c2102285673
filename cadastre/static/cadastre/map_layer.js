/* One layer of a map: its data, its pane, its labels. map.js puts layers together. */
(() => {
  "use strict";
  const cadastre = (window.cadastre = window.cadastre || {});
  const make = cadastre.mapElement;
  const words = document.getElementById("map-words").dataset;
  const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  const keyOf = (feature) => String(feature.properties?.key ?? feature.id ?? "");

  class LayerView {
    constructor(view, layer) {
      this.view = view;
      this.role = cadastre.mapRoles[layer.role];
      this.layer = { labels: true, visible: true, opacity: 1, min_zoom: 16, exaggeration: 200, ...layer };
      this.layer.pane = `cadastre-${layer.id}`;
      this.pane = view.map.createPane(this.layer.pane);
      this.pane.style.zIndex = this.role.order + view.layers.length;
      this.pane.style.opacity = this.layer.opacity;
      this.labelPane = view.map.createPane(`${this.layer.pane}-labels`);
      Object.assign(this.labelPane.style, { zIndex: 620, pointerEvents: "none", opacity: this.layer.opacity });
      this.labels = L.layerGroup();
      this.byKey = new Map();
      const renderer = this.layer.bbox ? L.canvas({ pane: this.layer.pane }) : L.svg({ pane: this.layer.pane });
      this.group = L.geoJSON(null, {
        pane: this.layer.pane,
        renderer,
        style: (feature) => this.styleOf(feature),
        pointToLayer: (feature, latlng) => this.symbol(feature, latlng, renderer),
        onEachFeature: (feature, shape) => this.adopt(feature, shape),
      });
      this.setVisible(this.layer.visible);
    }

    styleOf(feature) { return this.role.style(feature.properties || {}, this.layer); }

    symbol(feature, latlng, renderer) {
      if (this.layer.role === "finding") return cadastre.findingMarker(feature.properties, latlng, this.layer);
      return L.circleMarker(latlng, { ...this.styleOf(feature), pane: this.layer.pane, renderer });
    }

    adopt(feature, shape) {
      const key = keyOf(feature);
      if (key) this.byKey.set(key, shape);
      shape.on("click", (event) => { L.DomEvent.stopPropagation(event); this.view.choose(key, feature, this.layer); });
      shape.on("mouseover", () => this.view.markRows(key, "is-hovered"));
      shape.on("mouseout", () => this.view.markRows("", "is-hovered"));
      if (feature.properties?.tooltip) shape.bindTooltip(make("span", "", feature.properties.tooltip), { sticky: true });
    }

    setVisible(visible) {
      this.layer.visible = visible;
      const method = visible ? "addLayer" : "removeLayer";
      this.view.map[method](this.group);
      this.view.map[method](this.labels);
      if (visible && this.layer.bbox && this.view.started) this.loadBox();
      if (this.view.started) this.view.drawLabels();
    }

    setOpacity(opacity) {
      this.layer.opacity = opacity;
      this.pane.style.opacity = opacity;
      this.labelPane.style.opacity = opacity;
    }

    show(collection) {
      this.byKey.clear();
      this.group.clearLayers();
      if (this.layer.role === "shift") this.showShifts(collection);
      else this.group.addData(collection);
      this.view.drawLabels();
      if (this.view.selected) this.view.emphasise(this.view.selected);
    }

    showShifts(collection) {
      for (const feature of collection.features) {
        const arrow = cadastre.shiftArrow(this.view.map, feature, this.layer, this.layer.exaggeration);
        this.adopt(feature, arrow);
        this.group.addLayer(arrow);
      }
    }

    async load() {
      if (this.layer.data) return this.show(this.layer.data);
      if (this.layer.bbox) return this.loadBox();
      const answer = await this.fetchAll(this.layer.url);
      if (answer) this.show(answer);
    }

    /* Parcels by what the map shows; an answer that a later move has overtaken is dropped. */
    async loadBox() {
      const { map } = this.view;
      if (!this.layer.visible || !map._loaded) return;
      if (map.getZoom() < this.layer.min_zoom) {
        this.abort?.abort();
        this.loaded = null;
        this.show({ type: "FeatureCollection", features: [] });
        this.view.notice(say(words.zoomIn, { layer: this.layer.name }), this.layer.min_zoom);
        return;
      }
      if (this.loaded?.contains(map.getBounds())) return;
      const box = map.getBounds().pad(0.25);
      const corners = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((n) => n.toFixed(7));
      const joint = this.layer.url.includes("?") ? "&" : "?";
      const answer = await this.fetchAll(`${this.layer.url}${joint}bbox=${corners.join(",")}`);
      if (!answer) return;
      this.loaded = answer.next ? null : box;
      this.show(answer);
    }

    async fetchAll(address, pages = 20) {
      this.abort?.abort();
      const { signal } = (this.abort = new AbortController());
      this.view.notice(say(words.loading, { layer: this.layer.name }));
      try {
        const whole = { type: "FeatureCollection", features: [], next: address };
        let total = 0;
        while (whole.next && pages-- > 0) {
          const response = await fetch(new URL(whole.next, location.href).pathname + new URL(whole.next, location.href).search,
            { signal, headers: { Accept: "application/geo+json, application/json" } });
          if (!response.ok) throw new Error(response.status);
          const page = await response.json();
          whole.features.push(...(page.features || page.results?.features || []));
          total = page.count ?? whole.features.length;
          whole.next = page.next || null;
        }
        this.view.notice(whole.next ? say(words.part, { shown: whole.features.length, total }) : "");
        return whole;
      } catch (error) {
        if (error.name !== "AbortError") {
          this.view.notice(say(words.failed, { layer: this.layer.name, status: error.message }));
        }
        return null;
      }
    }

    /* Labels that fit into their shapes and stand free of the boxes already `taken`. */
    drawLabels(taken = []) {
      this.labels.clearLayers();
      const { map } = this.view;
      if (!map._loaded) return;
      if (this.layer.role === "finding") cadastre.thinSigns(map, this.group);
      const zoom = map.getZoom();
      const from = this.layer.label_zoom ?? this.role.labelZoom;
      if (!this.layer.labels || !this.layer.visible || zoom < from || zoom > (this.role.labelUntil ?? 99)) return;
      const inView = map.getBounds();
      this.group.eachLayer((shape) => {
        const place = shape.feature && taken.length < 400 && this.labelPlace(shape, inView);
        const label = place && cadastre.labelOf(this.layer.role, shape.feature.properties || {}, place.width);
        if (!label || !this.claim(label, place.at, taken)) return;
        const icon = L.divIcon({ className: "map-label", html: label, iconSize: [0, 0] });
        const pane = `${this.layer.pane}-labels`;
        this.labels.addLayer(L.marker(place.at, { icon, interactive: false, keyboard: false, pane }));
      });
    }

    /* Take the label's box on the screen (its size guessed from its text), unless another label has it. */
    claim(label, at, taken) {
      const middle = this.view.map.latLngToLayerPoint(at);
      const wide = 7 * label.textContent.length * (label.classList.contains("parcel-label") ? 0.75 : 1) + 6;
      const box = L.bounds(middle.subtract([wide / 2, 11]), middle.add([wide / 2, 11]));
      if (taken.some((other) => other.overlaps(box))) return false;
      taken.push(box);
      return true;
    }

    /* Where a label goes and how wide its shape is there; nothing when out of view or too small. */
    labelPlace(shape, inView) {
      const at = shape.labelAt || shape.getLatLng?.();
      if (at) return inView.contains(at) ? { at, width: 0 } : null;
      const bounds = shape.getBounds();
      if (!inView.intersects(bounds)) return null;
      const { map } = this.view;
      const size = map.latLngToLayerPoint(bounds.getSouthEast()).subtract(map.latLngToLayerPoint(bounds.getNorthWest()));
      return size.x < 30 || size.y < 24 ? null : { at: cadastre.shapeCentre(shape), width: size.x };
    }
  }

  Object.assign(cadastre, { LayerView, say });
})();
