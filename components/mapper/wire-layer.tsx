"use client";

import { useEffect, useRef, useState } from "react";
import { ROW_HEIGHT } from "./virtual-tree.tsx";
import { drawWires, type Column, type DrawnWire, type Wire } from "./wire-paths.ts";
import classes from "./wire-layer.module.css";

interface WireLayerProps {
  readonly wires: readonly Wire[];
  readonly left: Column;
  readonly right: Column;
  /** Lines of these rows are bright, the others step back. Keys of source rows start with `s:`, of target rows with `t:`. */
  readonly isBright: (wire: Wire) => boolean;
  readonly hasSelection: boolean;
  readonly onPick: (wire: Wire) => void;
}

/** The lines between the trees. The same is said in words at every row, so the drawing itself is only for the eye. */
export function WireLayer({ wires, left, right, isBright, hasSelection, onPick }: WireLayerProps) {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const drawn = drawWires(wires, left, right, { rowHeight: ROW_HEIGHT, ...size });
  const bright = drawn.filter(({ wires: joined }) => joined.some(isBright));
  const others = drawn.filter(({ wires: joined }) => !joined.some(isBright));
  return (
    <div ref={host} className={classes["layer"]} aria-hidden data-dimmed={hasSelection || undefined}>
      <svg width={size.width} height={size.height}>
        {[...others, ...bright].map((wire) => (
          <Line key={wire.id} wire={wire} isBright={bright.includes(wire)} width={size.width} onPick={onPick} />
        ))}
      </svg>
    </div>
  );
}

interface LineProps {
  readonly wire: DrawnWire;
  readonly isBright: boolean;
  readonly width: number;
  readonly onPick: (wire: Wire) => void;
}

function Line({ wire: { path, from, to, wires }, isBright, width, onPick }: LineProps) {
  return (
    <g
      className={classes["wire"]}
      data-bright={isBright || undefined}
      data-broken={wires.some(({ isBroken }) => isBroken) || undefined}
      data-folded={from.isFolded || to.isFolded || undefined}
    >
      <path className={classes["hit"]} d={path} onClick={() => onPick(wires[0]!)} />
      <path className={classes["line"]} d={path} data-wire={wires.map(({ id }) => id).join(" ")} />
      {from.isVisible ? <circle cx={0} cy={from.y} r={3} /> : null}
      {to.isVisible ? <circle cx={width} cy={to.y} r={3} /> : null}
    </g>
  );
}
