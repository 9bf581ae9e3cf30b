// Starts the live connection over WebSockets alone, and keeps the chosen theme in this browser.
window.adminTheme = {
  read: () => localStorage.getItem("theme"),
  write: (theme) => localStorage.setItem("theme", theme),
};

Blazor.start({
  circuit: {
    configureSignalR: (builder) => builder.withUrl("_blazor", { skipNegotiation: true, transport: 1 }),
  },
});
