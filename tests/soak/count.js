// Counts from now on what the page begins and doesn't end: listeners, and timers that are waiting.
const net = { listeners: 0, timers: new Set() };
const { addEventListener, removeEventListener } = EventTarget.prototype;
EventTarget.prototype.addEventListener = function (...all) {
  net.listeners += 1;
  return addEventListener.apply(this, all);
};
EventTarget.prototype.removeEventListener = function (...all) {
  net.listeners -= 1;
  return removeEventListener.apply(this, all);
};
const own = {};
for (const [set, clear] of [['setTimeout', 'clearTimeout'], ['setInterval', 'clearInterval']]) {
  own[set] = window[set].bind(window);
  const cleared = window[clear].bind(window);
  window[set] = (work, span, ...more) => {
    const once = set === 'setTimeout';
    const id = own[set](
      (...all) => {
        if (once) net.timers.delete(id);
        return work(...all);
      },
      span,
      ...more,
    );
    net.timers.add(id);
    return id;
  };
  window[clear] = (id) => {
    net.timers.delete(id);
    cleared(id);
  };
}
window.soak = { ...own, net };
