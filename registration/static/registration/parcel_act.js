/*
 * The page of an act on a parcel: clicks on the map become rows of the table, rows become a line on the map.
 * What comes of it (areas, codes, buildings, refusals) is worked out by the server; this page asks for it and shows it.
 */
(() => {
  "use strict";
  const form = document.getElementById("act-form");
  const { act } = form.dataset;
  const rows = document.getElementById("act-rows");
  const template = document.getElementById("act-row");
  const element = document.getElementById("act-map");
  const boundary = JSON.parse(document.getElementById("act-boundary").textContent);
  const LON_LAT = "+proj=longlat +ellps=GRS80 +no_defs";
  const NEAR_POINT_PX = 14;
  const NEAR_SIDE_PX = 10;
  let view = null;
  let drawn = null;
  let timer = null;

  const field = (row, name) => row.querySelector(`[name=${name}]`);
  const rowsNow = () => [...rows.rows];
  const isEmpty = (row) => !field(row, "northing_m").value.trim() && !field(row, "easting_m").value.trim();
  const placeOf = (row) => {
    if (isEmpty(row)) return null;
    const [northing, easting] = ["northing_m", "easting_m"].map((name) => Number(field(row, name).value));
    return Number.isFinite(northing) && Number.isFinite(easting) ? { northing, easting } : null;
  };

  /* The office's plane and the map: northing first on the table, longitude first for proj4. */
  const plane = () => element.dataset.proj4;
  const onMap = ({ northing, easting }) => {
    const [lng, lat] = proj4(plane(), LON_LAT, [easting, northing]);
    return L.latLng(lat, lng);
  };
  const onPlane = (latlng) => {
    const [easting, northing] = proj4(LON_LAT, plane(), [latlng.lng, latlng.lat]);
    return { northing, easting };
  };
  const pixel = (place) => view.map.latLngToContainerPoint(onMap(place));

  /* Rows */
  function number() {
    rowsNow().forEach((row, at) => {
      row.querySelector(".number").textContent = at + 1;
      const label = field(row, "label");
      if (act === "split") label.placeholder = `P${at + 1}`;
    });
  }
  function addRow(after) {
    const row = template.content.firstElementChild.cloneNode(true);
    if (after) {
      field(row, "ring").value = field(after, "ring").value;
      after.after(row);
    } else rows.append(row);
    number();
    return row;
  }
  function fill(row, point) {
    field(row, "northing_m").value = point.northing_m;
    field(row, "easting_m").value = point.easting_m;
    if (act === "split") field(row, "label").value = point.label || "";
  }
  function choose(row) {
    for (const one of rowsNow()) one.classList.toggle("is-chosen", one === row);
    if (!row) return;
    row.scrollIntoView({ block: "nearest" });
    field(row, "northing_m").focus({ preventScroll: true });
  }
  const chosen = () => rowsNow().find((row) => row.classList.contains("is-chosen"));

  /* A click takes a boundary point near it, else the foot on a side near it, else its own place. */
  function nearestPoint(at) {
    let best = null;
    for (const point of boundary) {
      const apart = pixel({ northing: Number(point.northing_m), easting: Number(point.easting_m) }).distanceTo(at);
      if (apart <= NEAR_POINT_PX && (!best || apart < best.apart)) best = { point, apart };
    }
    return best?.point;
  }
  function sides() {
    const rings = new Map();
    for (const point of boundary) rings.set(point.ring, [...(rings.get(point.ring) || []), point]);
    return [...rings.values()].flatMap((ring) => ring.map((point, n) => [point, ring[(n + 1) % ring.length]]));
  }
  function footOnSide(place, at) {
    let best = null;
    for (const [a, b] of sides()) {
      const [n1, e1, n2, e2] = [a.northing_m, a.easting_m, b.northing_m, b.easting_m].map(Number);
      const length = (n2 - n1) ** 2 + (e2 - e1) ** 2;
      const part = Math.min(1, Math.max(0, ((place.northing - n1) * (n2 - n1) + (place.easting - e1) * (e2 - e1)) / length));
      const foot = { northing: n1 + part * (n2 - n1), easting: e1 + part * (e2 - e1) };
      const apart = pixel(foot).distanceTo(at);
      if (apart <= NEAR_SIDE_PX && (!best || apart < best.apart)) best = { foot, apart };
    }
    return best?.foot;
  }
  const asTyped = ({ northing, easting }) => ({ northing_m: northing.toFixed(3), easting_m: easting.toFixed(3) });

  function pointFor(event) {
    const at = view.map.mouseEventToContainerPoint(event);
    const place = onPlane(view.map.mouseEventToLatLng(event));
    return nearestPoint(at) || asTyped(footOnSide(place, at) || place);
  }

  function clicked(event) {
    if (!view || event.target.closest(".leaflet-control, .map-swipe") || view.map.dragging?.moved()) return;
    event.stopPropagation();
    const point = pointFor(event);
    if (act === "split") fill(chosen() || rowsNow().find(isEmpty) || addRow(), point);
    else if (chosen()) fill(chosen(), point);
    else {
      const there = nearestPoint(view.map.mouseEventToContainerPoint(event));
      return choose(there && rowsNow().find((row) => field(row, "label").value === there.label));
    }
    choose(null);
    return changed();
  }

  /* The line as it is typed, over what the server last said of it. */
  function draw() {
    if (!view) return;
    drawn?.remove();
    const places = rowsNow().map(placeOf).filter(Boolean);
    drawn = L.layerGroup().addTo(view.map);
    if (act !== "split") return;
    const corners = places.map(onMap);
    L.polyline(corners, { color: "#0f5f6b", weight: 3, dashArray: "2 6", interactive: false }).addTo(drawn);
    corners.forEach((corner, at) => {
      const style = { radius: 6, color: "#0f5f6b", weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false };
      L.circleMarker(corner, style).bindTooltip(String(at + 1), { permanent: true, direction: "right" }).addTo(drawn);
    });
  }
  function ask() {
    if (act === "split" && rowsNow().filter((row) => !isEmpty(row)).length < 2) return;
    window.htmx.trigger(form, "preview");
  }
  function changed() {
    number();
    draw();
    clearTimeout(timer);
    timer = setTimeout(ask, 250);
  }

  /* Neighbours that share a point whose coordinates were changed take part with it. */
  function takeAlong(row) {
    for (const code of (row?.dataset.shared || "").split(" ").filter(Boolean)) {
      const box = form.querySelector(`[name=together][value="${code}"]`);
      if (box) box.checked = true;
    }
  }

  /* What the server said of the last question: the parcels after the change and the shifts. */
  function show() {
    const source = document.getElementById("act-layers");
    const layers = source ? JSON.parse(source.dataset.layers) : {};
    for (const id of ["after", "shifts"]) {
      view?.byId.get(id)?.show(layers[id] || { type: "FeatureCollection", features: [] });
    }
  }

  form.addEventListener("change", (event) => {
    const row = event.target.closest("#act-rows tr");
    takeAlong(row);
    if (event.target.closest("[data-preview]")) changed();
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("#row-add")) choose(addRow(chosen() || (act === "split" ? null : rowsNow().at(-1))));
    const gone = event.target.closest(".row-gone")?.closest("tr");
    if (gone) {
      takeAlong(gone);
      gone.remove();
      changed();
    }
    if (event.target.closest("#show")) {
      event.preventDefault();
      changed();
    }
  });
  rows.addEventListener("focusin", (event) => {
    const row = event.target.closest("tr");
    if (chosen() && chosen() !== row) choose(null);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "effect") show();
  });

  function ready() {
    view = element.cadastreMap;
    element.closest(".act-map").classList.add("is-drawing");
    element.addEventListener("click", clicked, true);
    view.ready.then(() => { draw(); show(); });
  }
  number();
  if (element.cadastreMap) ready();
  else element.addEventListener("cadastre:map", ready, { once: true });
})();
