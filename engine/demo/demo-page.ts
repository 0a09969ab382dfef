/** What a person sees who opens the demo system in a browser. */
export const demoPage = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>OmniLink demo system</title>
    <style>
      :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif; }
      body { max-width: 46rem; margin: 3rem auto; padding: 0 1.5rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: left; padding: 0.35rem 1rem 0.35rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
      code { font: 0.9em ui-monospace, monospace; }
    </style>
  </head>
  <body>
    <h1>OmniLink demo system</h1>
    <p>Small stand-ins for the systems that the example flows talk to. They remember what they did, also across restarts.</p>
    <table>
      <thead><tr><th scope="col">System</th><th scope="col">Calls</th></tr></thead>
      <tbody>
        <tr><th scope="row">Orders</th><td><code>POST /orders</code> <code>GET /orders</code></td></tr>
        <tr><th scope="row">Payments</th><td><code>POST /payments/charges</code> <code>POST /payments/charges/:id/refund</code> <a href="/payments/ledger">GET /payments/ledger</a></td></tr>
        <tr><th scope="row">Warehouse</th><td><code>POST /warehouse/shipments</code> <code>POST /warehouse/shipments/:id/cancel</code> <a href="/warehouse/shipments">GET /warehouse/shipments</a></td></tr>
        <tr><th scope="row">Tracker</th><td><code>POST /tracker/tickets</code> <a href="/tracker/tickets">GET /tracker/tickets</a></td></tr>
        <tr><th scope="row">Chat</th><td><code>POST /chat/messages</code> <a href="/chat/messages">GET /chat/messages</a></td></tr>
        <tr><th scope="row">Inventory</th><td><code>GET /inventory/changes?since=0</code> (of every three calls two fail)</td></tr>
        <tr><th scope="row">Mail</th><td>SMTP; <a href="/demo/mail">what was caught</a></td></tr>
        <tr><th scope="row">Catalog</th><td><code>POST /catalog/items</code></td></tr>
      </tbody>
    </table>
    <h2>Looking in</h2>
    <p><a href="/demo/ledger">All calls</a> and <a href="/demo/faults">the faults that are switched on</a>.</p>
    <h2>Breaking things</h2>
    <p>
      <code>POST /demo/faults</code> with <code>{ "system": "payments", "mode": "fail", "times": 2 }</code>. Modes:
      <code>fail</code>, <code>slow</code>, <code>flaky</code>, <code>dropAfterAccept</code>, <code>off</code>. Without any
      switch, the customer <code>NO-FUNDS</code> cannot pay, the article <code>OUT-OF-STOCK</code> cannot be shipped, and there is
      <code>nobody@</code> any address.
    </p>
  </body>
</html>
`;
