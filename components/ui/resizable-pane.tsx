"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from "@tabler/icons-react";
import { useId, useRef, type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode } from "react";
import classes from "./resizable-pane.module.css";
import { useRemembered } from "./use-remembered.ts";

interface Sizes {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
}

/** In pixels: panels at the sides are measured across, the drawer at the bottom in height. */
const SIZES: Readonly<Record<Edge, Sizes>> = {
  left: { initial: 244, min: 200, max: 400 },
  right: { initial: 320, min: 320, max: 480 },
  bottom: { initial: 304, min: 120, max: 560 },
};
const KEY_STEP = 16;

type Edge = "left" | "right" | "bottom";

interface ResizablePaneProps {
  /** The side of the page it is at. */
  readonly edge: Edge;
  readonly label: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/**
 * What stands beside the canvas. Its size is changed at the separator, by pointer or arrow keys, and remembered for all
 * pages that have such a pane. On narrow screens it lies in the page and is as large as its content.
 */
export function ResizablePane({ edge, label, className, children }: ResizablePaneProps) {
  const id = useId();
  const { initial, min, max } = SIZES[edge];
  const [remembered, remember] = useRemembered(`${edge}-pane`, initial);
  const [isOpen] = useSidePanel();
  const size = Math.min(Math.max(remembered, min), max);
  const resize = (next: number): void => remember(Math.round(Math.min(Math.max(next, min), max)));
  const Pane = edge === "bottom" ? "section" : "aside";
  const isClosed = edge === "right" && !isOpen;
  const separator = isClosed ? null : <Separator edge={edge} paneId={id} label={label} size={size} onResize={resize} />;
  return (
    <>
      {edge === "left" ? null : separator}
      <Pane
        id={id}
        aria-label={label}
        className={[classes["pane"], className].join(" ")}
        data-edge={edge}
        data-closed={isClosed || undefined}
        style={{ "--pane-size": `${size}px` } as CSSProperties}
      >
        {children}
      </Pane>
      {edge === "left" ? separator : null}
    </>
  );
}

interface SeparatorProps {
  readonly edge: Edge;
  readonly paneId: string;
  readonly label: string;
  readonly size: number;
  readonly onResize: (size: number) => void;
}

function Separator({ edge, paneId, label, size, onResize }: SeparatorProps) {
  const grip = useRef<{ readonly at: number; readonly size: number }>(undefined);
  const { initial, min, max } = SIZES[edge];
  const along = ({ clientX, clientY }: PointerEvent): number => (edge === "bottom" ? clientY : clientX);
  const outward = edge === "left" ? -1 : 1;
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = sizeForKey(event.key, edge, size);
    if (next === undefined) return;
    event.preventDefault();
    onResize(next);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-label={`Size of: ${label}`}
      aria-controls={paneId}
      aria-orientation={edge === "bottom" ? "horizontal" : "vertical"}
      aria-valuenow={size}
      aria-valuemin={min}
      aria-valuemax={max}
      className={classes["separator"]}
      data-edge={edge}
      onKeyDown={onKeyDown}
      onDoubleClick={() => onResize(initial)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        grip.current = { at: along(event), size };
      }}
      onPointerMove={(event) => {
        if (grip.current) onResize(grip.current.size + outward * (grip.current.at - along(event)));
      }}
      onLostPointerCapture={() => {
        grip.current = undefined;
      }}
    />
  );
}

const keysOf: Readonly<Record<Edge, readonly [wider: string, narrower: string]>> = {
  left: ["ArrowRight", "ArrowLeft"],
  right: ["ArrowLeft", "ArrowRight"],
  bottom: ["ArrowUp", "ArrowDown"],
};

/** The pane grows when the separator moves away from its edge of the page. */
function sizeForKey(key: string, edge: Edge, size: number): number | undefined {
  const { min, max } = SIZES[edge];
  if (key === "Home") return min;
  if (key === "End") return max;
  const [wider, narrower] = keysOf[edge];
  return key === wider ? size + KEY_STEP : key === narrower ? size - KEY_STEP : undefined;
}

/** Whether the panel at the right is open, and how to open or close it; remembered like its size. */
export const useSidePanel = () => useRemembered("side-panel", true);

export function SidePanelToggle() {
  const [isOpen, setOpen] = useSidePanel();
  const label = isOpen ? "Hide panel" : "Show panel";
  const Glyph = isOpen ? IconLayoutSidebarRightCollapse : IconLayoutSidebarRightExpand;
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        className={classes["toggle"] ?? ""}
        aria-label={label}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Glyph size={18} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  );
}
