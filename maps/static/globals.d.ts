/** Leaflet, which the page inlines before our script. */
declare const L: any;
