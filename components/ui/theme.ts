import { createTheme, type MantineColorsTuple } from "@mantine/core";
import { DialogFocus } from "./dialog-focus.tsx";
import dialog from "./dialog.module.css";
import segmented from "./segmented-control.module.css";
import skeleton from "./skeleton.module.css";
import toggle from "./switch.module.css";

/** The one accent. Index 6 fills buttons in both schemes: 5.4:1 under white text. */
const iris: MantineColorsTuple = [
  "#f1f0ff",
  "#e4e3ff",
  "#cccbfc",
  "#b0aff8",
  "#9494f4",
  "#7575e6",
  "#5b5bd6",
  "#4f4ec4",
  "#4342ab",
  "#35348a",
];

/** What ends or takes away something. Index 6 fills buttons in both schemes: 5.6:1 under white text, where Mantine's own has 3.3:1. */
const red: MantineColorsTuple = [
  "#fff0f0",
  "#fddcdd",
  "#f9b8ba",
  "#f58f93",
  "#ee686d",
  "#dd454c",
  "#c4262e",
  "#ad1f27",
  "#921a21",
  "#74151a",
];

/** Cool neutrals of the dark scheme; Mantine reads 0 as text and 7 as page. Darkest last. */
const dark: MantineColorsTuple = [
  "#e7e9ef",
  "#c5cad6",
  "#a3abbb",
  "#7d8698",
  "#3a4150",
  "#2a303c",
  "#1d222b",
  "#12151b",
  "#0d0f14",
  "#090b0f",
];

const gray: MantineColorsTuple = [
  "#f8f9fb",
  "#f1f3f6",
  "#e6e9ef",
  "#d9dde5",
  "#c5cad6",
  "#9aa2b1",
  "#6b7385",
  "#4a5163",
  "#303646",
  "#191d28",
];

/**
 * A dialog is there with the focus in it before the next key is pressed: people type faster than a transition runs, and what
 * misses the dialog is a shortcut of the page. How it appears is up to its style sheet.
 */
const AT_ONCE = { transitionProps: { duration: 0 }, scrollAreaComponent: DialogFocus, returnFocus: false } as const;
const classOf = (name: string): string => dialog[name] ?? "";

const CLOSE = { "aria-label": "Close" };
/** Titles of what slides or floats over the page. One has the focus where there is nothing to do: it needs no ring, as it does nothing. */
const PANEL_TITLE = { fontSize: "1rem", fontWeight: 600, outline: "none" };

export const theme = createTheme({
  primaryColor: "iris",
  primaryShade: { light: 6, dark: 6 },
  colors: { iris, red, dark, gray },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, Menlo, Consolas, monospace",
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.25rem" },
  lineHeights: { xs: "1.35", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.35" },
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  radius: { xs: "0.25rem", sm: "0.375rem", md: "0.5rem", lg: "0.625rem", xl: "0.875rem" },
  defaultRadius: "sm",
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.25rem", lineHeight: "1.75rem" },
      h2: { fontSize: "1rem", lineHeight: "1.5rem" },
      h3: { fontSize: "0.875rem", lineHeight: "1.25rem" },
    },
  },
  focusRing: "auto",
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "sm" }, styles: { root: { fontWeight: 550 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: false, fz: "xs" } },
    Drawer: {
      defaultProps: { ...AT_ONCE, overlayProps: { backgroundOpacity: 0.4 }, closeButtonProps: CLOSE },
      classNames: { content: classOf("slidingIn"), overlay: classOf("overlay") },
      styles: { content: { background: "var(--surface)" }, header: { background: "var(--surface)" }, title: PANEL_TITLE },
    },
    // The monospaced font has no arrows to the sides; another's would be tiny.
    Kbd: { styles: { root: { fontFamily: "var(--mantine-font-family)" } } },
    SegmentedControl: { classNames: { indicator: segmented["indicator"] ?? "" } },
    Skeleton: { classNames: { root: skeleton["skeleton"] ?? "" } },
    // A color that explains a figure stays that color where a person has forced others.
    ColorSwatch: { styles: { root: { forcedColorAdjust: "none" } } },
    Switch: { classNames: { track: toggle["track"] ?? "", thumb: toggle["thumb"] ?? "" } },
    Notification: { defaultProps: { closeButtonProps: CLOSE } },
    Modal: {
      defaultProps: {
        ...AT_ONCE,
        overlayProps: { backgroundOpacity: 0.4 },
        closeButtonProps: CLOSE,
        centered: true,
        radius: "xl",
      },
      classNames: { content: classOf("appearing"), overlay: classOf("overlay") },
      styles: { content: { background: "var(--raised)" }, header: { background: "var(--raised)" }, title: PANEL_TITLE },
    },
  },
});
