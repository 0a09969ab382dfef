"use client";

export default function GlobalError() {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>OmniLink could not be shown</h1>
          <p>The server could not prepare this page, often because it is still starting or its database cannot be reached.</p>
          <button type="button" onClick={() => location.reload()}>
            Load the page again
          </button>
        </main>
      </body>
    </html>
  );
}
