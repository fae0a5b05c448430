// Holds the one stream of events for all tabs that show the site.
const ports = new Set();
let last;
const source = new EventSource("/.sitegen/events");
source.onmessage = (e) => {
  last = JSON.parse(e.data);
  for (const port of ports) port.postMessage(last);
};
onconnect = (e) => {
  const port = e.ports[0];
  ports.add(port);
  port.onmessage = () => ports.delete(port);
  if (last) port.postMessage(last);
};
