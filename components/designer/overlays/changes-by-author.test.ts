import { expect, it } from "vitest";
import { changesByAuthor } from "./changes-by-author.ts";

const change = (userId: string | undefined, author: string, day: number, label: string) => ({
  ...(userId === undefined ? {} : { userId }),
  author,
  at: `2026-01-0${day}T00:00:00Z`,
  edit: { label },
});

it("changes are listed by who made them, the last at work first, repeated ones once", () => {
  const changes = [
    change("ana", "Ana", 1, "Add Map"),
    change(undefined, "Deployment", 1, "Take over version 3"),
    change("rui", "Rui", 2, "Move Map"),
    change("rui", "Rui", 3, "Move Map"),
    change("rui", "Rui", 4, "Delete Map"),
  ];
  expect(changesByAuthor(changes)).toEqual([
    { userId: "rui", author: "Rui", labels: ["Delete Map", "Move Map"], last: "2026-01-04T00:00:00Z" },
    { userId: "ana", author: "Ana", labels: ["Add Map"], last: "2026-01-01T00:00:00Z" },
  ]);
});
