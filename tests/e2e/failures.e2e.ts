import type { Route } from "@playwright/test";
import { expectNothingSerious } from "./expect-accessible.ts";
import { expect, startOrder, test } from "./fixtures.ts";

/** Requests are sent together: only the answer of this one procedure becomes another. */
const answerOf = (procedure: string, answer: unknown) => async (route: Route) => {
  const { pathname } = new URL(route.request().url());
  const place = pathname
    .slice(pathname.lastIndexOf("/") + 1)
    .split(",")
    .indexOf(procedure);
  const response = await route.fetch();
  const answers = (await response.json()) as unknown;
  if (!Array.isArray(answers)) return route.fulfill({ response, status: "error" in Object(answer) ? 429 : 200, json: answer });
  return route.fulfill({ response, json: answers.map((one: unknown, index) => (index === place ? answer : one)) });
};

/** Refuses without being asked again, as a server does that cannot answer for now. */
const busy = (procedure: string) =>
  answerOf(procedure, {
    error: { message: "Too many at once.", code: -32_029, data: { code: "TOO_MANY_REQUESTS", httpStatus: 429 } },
  });

test.describe("when something fails", () => {
  test("a page that breaks says so within the frame, with words to report and every other page in reach", async ({ page }) => {
    await page.route(/trpc\/[^?]*people\.list/, answerOf("people.list", { result: { data: { surprise: true } } }));
    await page.goto("/people");
    const alert = page.getByRole("main").getByRole("alert");
    await expect(alert.getByRole("heading", { name: "This page could not be shown" })).toBeVisible();
    await expect(alert.getByText(/is not a function/)).toBeVisible();
    await expect(alert.getByRole("button", { name: "Copy report" })).toBeVisible();
    await expect(alert.getByText(/server could not prepare/)).toHaveCount(0);
    await expectNothingSerious(page);

    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Flows" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Flows" })).toBeVisible();
    await page.goto("/people");
    await expect(alert).toBeVisible();
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await alert.getByRole("button", { name: "Load the page again" }).click();
    await expect(page.getByRole("list", { name: /^People of/ })).toBeVisible();
    await expect(alert).toHaveCount(0);
  });

  test("a run that is looked at stays on the page while the server cannot tell more of it", async ({ page }) => {
    await startOrder(page, { id: "STAY-1", total: 2000 });
    const approval = page.locator('.react-flow__node[data-id="approve"]');
    await expect(approval).toHaveAttribute("aria-label", /Needs approval/);
    await page.route(/trpc\/[^?]*runs\.get/, busy("runs.get"));
    const isRefused = (url: string): boolean => url.includes("runs.get");
    // The second one is sent when the page has made up its mind about the first.
    for (let asked = 0; asked < 2; asked += 1) await page.waitForResponse((response) => isRefused(response.url()));
    await expect(approval).toHaveAttribute("aria-label", /Needs approval/);
    await expect(page.getByText("This run could not be loaded")).toHaveCount(0);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  });
});
