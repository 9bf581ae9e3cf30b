// Starts the live connection over WebSockets alone, and keeps the chosen theme in this browser.
window.adminTheme = {
  read: () => localStorage.getItem("theme"),
  write: (theme) => localStorage.setItem("theme", theme),
};

// What a person put aside or chose, kept in this browser alone.
window.adminStore = {
  read: (key) => localStorage.getItem("admin." + key),
  write: (key, value) => localStorage.setItem("admin." + key, value),
};

Blazor.start({
  circuit: {
    configureSignalR: (builder) => builder.withUrl("_blazor", { skipNegotiation: true, transport: 1 }),
  },
});
