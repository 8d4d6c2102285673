/* How each kind of thing is drawn on a map: line, fill, symbol and label by role, after the map symbols of the trade. */
(() => {
  "use strict";
  const cadastre = (window.cadastre = window.cadastre || {});
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const stageColour = (stage) => colour(`--stage-${stage || "register"}`) || colour("--stage-legacy");
  const SEVERITY = {
    error: ["--sev-error", "x-circle"],
    warning: ["--sev-warning", "exclamation-triangle"],
    information: ["--sev-information", "info-circle"],
  };
  const severityOf = (properties) => SEVERITY[properties.severity] || SEVERITY.information;

  /* role: pane order, zoom from which labels show, style(properties, layer) */
  const ROLES = {
    district: {
      order: 380, labelZoom: 13, labelUntil: 17,
      style: () => ({ color: "#5d6672", weight: 1.5, dashArray: "8 5", fill: false }),
    },
    parcel: {
      order: 400, labelZoom: 18,
      style: () => ({ color: colour("--boundary"), weight: 1.25, fillColor: "#fff", fillOpacity: 0.05 }),
    },
    building: {
      order: 410, labelZoom: 19,
      style: () => ({ color: "#5f686d", weight: 1, fillColor: "#8d969b", fillOpacity: 0.4 }),
    },
    staged: {
      order: 420, labelZoom: 18,
      style: (properties, layer) => {
        const hue = stageColour(properties.stage || layer.stage);
        return { className: "staged-line", color: hue, weight: 2.5, dashArray: "7 4", fillColor: hue, fillOpacity: 0.08 };
      },
    },
    point: {
      order: 440, labelZoom: 19,
      style: (properties, layer) => ({
        color: layer.stage ? stageColour(layer.stage) : colour("--boundary"),
        weight: 1.5, fillColor: "#fff", fillOpacity: 1, radius: 3.5,
      }),
    },
    shift: {
      order: 450, labelZoom: 0,
      style: (properties, layer) => ({ color: stageColour(properties.stage || layer.stage), weight: 2.5 }),
    },
    finding: {
      order: 460, labelZoom: 99,
      style: (properties) => {
        const hue = colour(severityOf(properties)[0]);
        return { color: hue, weight: 3, fillColor: hue, fillOpacity: 0.15 };
      },
    },
  };

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    return made;
  }

  const SIGN_SIZE = 22; /* pixels, as .finding-mark in cadastre.css */

  /* Every sign has its row, and rows are reached with the keyboard: hundreds of signs are no stops of Tab. */
  function findingMarker(properties, latlng, layer) {
    const [hue, shape] = severityOf(properties);
    const sign = element("span", "finding-mark");
    sign.style.color = colour(hue);
    sign.append(cadastre.mapIcon(shape));
    return L.marker(latlng, {
      pane: layer.pane, keyboard: false, title: properties.message || "", alt: properties.message || "",
      icon: L.divIcon({ className: "finding-sign", html: sign, iconSize: [SIGN_SIZE, SIGN_SIZE] }),
    });
  }

  /* Of signs that would lie upon each other one is drawn whole, the others as dots. */
  function thinSigns(map, group) {
    const taken = new Set();
    group.eachLayer((shape) => {
      if (!shape.getLatLng) return;
      const cell = map.latLngToLayerPoint(shape.getLatLng()).divideBy(SIGN_SIZE).floor().toString();
      shape.getElement()?.classList.toggle("is-crowded", taken.has(cell));
      taken.add(cell);
    });
  }

  /* An arrow from the old place to the new, its length drawn `times` larger; heads are made in screen pixels. */
  function shiftArrow(map, feature, layer, times) {
    const [from, to] = feature.geometry.coordinates.map(([lng, lat]) => L.latLng(lat, lng));
    const tip = L.latLng(from.lat + (to.lat - from.lat) * times, from.lng + (to.lng - from.lng) * times);
    const style = { ...ROLES.shift.style(feature.properties, layer), pane: layer.pane };
    const arrow = L.polyline([from, tip], style);
    const head = L.polyline([], { ...style, interactive: false });
    const drawHead = () => {
      const [start, end] = [map.latLngToLayerPoint(from), map.latLngToLayerPoint(tip)];
      const angle = Math.atan2(end.y - start.y, end.x - start.x);
      const side = (turn) => map.layerPointToLatLng(
        L.point(end.x - 9 * Math.cos(angle + turn), end.y - 9 * Math.sin(angle + turn)));
      head.setLatLngs([side(0.45), tip, side(-0.45)]);
    };
    arrow.on("add", () => { drawHead(); head.addTo(map); map.on("zoomend", drawHead); });
    arrow.on("remove", () => { head.remove(); map.off("zoomend", drawHead); });
    arrow.feature = feature;
    arrow.labelAt = tip;
    return arrow;
  }

  const sequenceNumber = (code) => String(Number(String(code).slice(14, 19)) || "");

  /* A parcel's label is a fraction: its number over its land use, the area beside it where there is room. */
  function parcelLabel(properties, width) {
    const label = element("div", "parcel-label");
    const number = properties.number || sequenceNumber(properties.parcel_code || "") || properties.label || "";
    const fraction = element("span", "fraction");
    fraction.append(element("b", "", number), element("span", "", properties.land_use_code || "–"));
    label.append(fraction);
    if (properties.area_m2 && !(width < 95)) label.append(element("span", "figure", properties.area_m2));
    return label;
  }

  function buildingLabel(properties) {
    const storeys = properties.storeys_above || properties.storeys || "";
    return element("div", "building-label", properties.label || `${properties.structure || ""}${storeys}`);
  }

  function labelOf(role, properties, width) {
    if (role === "parcel") return parcelLabel(properties, width);
    if (role === "staged") return properties.parcel_code && !properties.building_number
      ? parcelLabel(properties, width) : buildingLabel(properties);
    if (role === "building") return buildingLabel(properties);
    if (role === "point") return properties.label ? element("div", "point-label", properties.label) : null;
    if (role === "shift") return element("div", "shift-label", `${properties.length_cm} cm`);
    return properties.label || properties.name
      ? element("div", "building-label", properties.label || properties.name) : null;
  }

  /* Centroid of the first ring, summed from its first corner: Leaflet's own loses small shapes to rounding. */
  function shapeCentre(shape) {
    let ring = shape.getLatLngs();
    while (Array.isArray(ring[0])) [ring] = ring;
    const [origin] = ring;
    let [doubled, north, east] = [0, 0, 0];
    ring.forEach((corner, at) => {
      const next = ring[(at + 1) % ring.length];
      const [y1, x1] = [corner.lat - origin.lat, corner.lng - origin.lng];
      const [y2, x2] = [next.lat - origin.lat, next.lng - origin.lng];
      const cross = x1 * y2 - x2 * y1;
      doubled += cross;
      north += (y1 + y2) * cross;
      east += (x1 + x2) * cross;
    });
    if (!doubled) return shape.getBounds().getCenter();
    return L.latLng(origin.lat + north / (3 * doubled), origin.lng + east / (3 * doubled));
  }

  Object.assign(cadastre, {
    shapeCentre, mapRoles: ROLES, stageColour, findingMarker, thinSigns, shiftArrow, labelOf, mapElement: element,
  });
})();
