"use client";

import type { CSSProperties } from "react";

/** In place of the whole document, so no style sheet of ours can be counted on: the browser's own colors, light and dark. */
const page: CSSProperties = { colorScheme: "light dark", fontFamily: "system-ui, sans-serif", lineHeight: 1.5 };
const text: CSSProperties = { maxWidth: "26rem", margin: "20vh auto 0", padding: "0 1.5rem" };

export default function GlobalError({ error }: { readonly error: Error & { readonly digest?: string } }) {
  return (
    <html lang="en" style={page}>
      <body>
        <main style={text}>
          <h1 style={{ fontSize: "1.25rem" }}>OmniLink could not be shown</h1>
          <p>The server could not prepare this page, often because it is still starting or its database cannot be reached.</p>
          {error.digest === undefined ? null : <p>The log of the server has the cause under {error.digest}.</p>}
          <button type="button" style={{ font: "inherit", padding: "0.5rem 1rem" }} onClick={() => location.reload()}>
            Load the page again
          </button>
        </main>
      </body>
    </html>
  );
}
