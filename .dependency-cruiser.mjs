/**
 * Who may import whom. The direction of the layers is in ARCHITECTURE.md; each rule here is a sentence of it, and
 * tests/architecture/boundaries.test.ts plants a violation of every rule to prove that the rule can fail.
 */
const PACKAGES = "(^|/)node_modules/";

const rules = [
  {
    name: "nothing-imports-in-circles",
    comment: "Modules that import each other can only be understood, tested and changed together.",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "every-import-resolves",
    comment: "An import that cannot be resolved is invisible to all the other rules.",
    from: { path: "^(engine|components|app)/" },
    // Monaco names its parts by patterns that this tool does not read, bpmn-moddle has types of its own name only; tsc and
    // the build of the pages see them.
    to: { couldNotResolve: true, pathNot: "^(monaco-editor/|bpmn-moddle$)" },
  },
  {
    name: "core-imports-nothing-of-ours",
    comment: "The core is pure: it runs in the browser, in tests and in the engine, and depends on none of them.",
    from: { path: "^engine/core/", pathNot: "\\.test\\.ts$" },
    to: { path: "^(engine|components|app|generated|tests)/", pathNot: "^engine/core/" },
  },
  {
    name: "core-uses-only-pure-packages",
    comment:
      "No I/O, no clock, no randomness in the core: a package that brings one would break replay. (croner only computes times from a given one, and papaparse is only given text.)",
    from: { path: "^engine/core/", pathNot: "\\.test\\.ts$" },
    to: {
      path: PACKAGES,
      pathNot: `${PACKAGES}(zod|xstate|jsonata|re2js|yaml|croner|papaparse|@cfworker/json-schema|@dagrejs/dagre)/`,
    },
  },
  {
    name: "core-does-no-input-or-output",
    comment: "The core also runs in the browser, where the modules of Node do not exist.",
    from: { path: "^engine/core/", pathNot: "\\.test\\.ts$" },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "xstate-stays-in-compile-and-machine",
    comment: "The rest speaks of runs, steps and events; how a chain steps is an implementation detail of the core.",
    from: { path: "^(engine|components|app)/", pathNot: "^engine/core/(compile|machine)/|^engine/export-kit/" },
    to: { path: `${PACKAGES}xstate/` },
  },
  {
    name: "node-definitions-import-core-only",
    comment: "A definition is shown in the browser and read by the compiler; the code that does the work is its executor.",
    from: { path: "^engine/nodes/[^/]+/definition\\.ts$" },
    to: { path: "^(engine|components|app|generated)/", pathNot: "^engine/core/|^engine/nodes/(?!.*execute\\.ts$)" },
  },
  {
    name: "node-definitions-reach-nothing-impure",
    comment: "Not even through another module: one import of a server package would put it into the browser's bundle.",
    from: { path: "^engine/nodes/[^/]+/definition\\.ts$" },
    to: { path: `^(fs|net|http|https|crypto|child_process)$|${PACKAGES}(undici|pg|fastify)/`, reachable: true },
  },
  {
    name: "node-kinds-do-not-know-each-other",
    comment: "A kind is added, changed and removed in one folder.",
    from: { path: "^engine/nodes/([^/]+)/" },
    to: { path: "^engine/nodes/[^/]+/", pathNot: "^engine/nodes/$1/" },
  },
  {
    name: "runtime-imports-core-only",
    comment: "The durable engine reaches the world through its ports, so the same code runs on Postgres and in memory.",
    from: { path: "^engine/runtime/", pathNot: "\\.(test|contract)\\.ts$" },
    to: { path: "^(engine|components|app|generated)/", pathNot: "^engine/(core|runtime)/" },
  },
  {
    name: "stores-import-core-and-runtime-only",
    comment: "Postgres and memory implement the ports; they know nothing of the hub, the processes or the pages.",
    from: { path: "^engine/(postgres|memory)/", pathNot: "\\.test\\.ts$" },
    to: { path: "^(engine|components|app)/", pathNot: "^engine/(core|runtime|postgres|memory)/" },
  },
  {
    name: "prisma-and-pg-stay-in-postgres",
    comment: "SQL and its drivers are behind the ports; everything else can be tested without a database.",
    from: { path: "^(engine|components|app)/", pathNot: "^engine/postgres/|^engine/host/embedded-postgres\\.ts$|\\.test\\.ts$" },
    to: { path: `${PACKAGES}(pg|pg-pool|@prisma/[^/]+|prisma|graphile-worker)/|^generated/prisma/` },
  },
  {
    name: "hub-does-not-know-the-processes",
    comment: "Gateway, scenarios and imports are used by processes and commands, and so must not import them.",
    from: { path: "^engine/hub/", pathNot: "\\.test\\.ts$" },
    to: { path: "^(engine/(host|cli|index\\.ts)|components|app)/?" },
  },
  {
    name: "export-kit-stands-alone",
    comment: "It is copied into exported projects, where there is nothing of ours.",
    from: { path: "^engine/export-kit/" },
    to: { path: "^(engine|components|app|generated|tests)/", pathNot: "^engine/export-kit/" },
  },
  {
    name: "nothing-runs-on-the-export-kit",
    comment: "The engine has one way to run a flow; the kit is for projects that have left.",
    from: { path: "^(engine|components|app)/", pathNot: "^engine/export-kit/" },
    to: { path: "^engine/export-kit/" },
  },
  {
    name: "engine-does-not-know-the-pages",
    comment: "The engine runs without a browser, from the command line and in workers.",
    from: { path: "^engine/" },
    to: { path: "^(app|components)/" },
  },
  {
    name: "pages-reach-the-engine-through-its-door",
    comment: "engine/index.ts is what the web server may use; behind it the engine is free to change.",
    from: { path: "^app/" },
    to: {
      path: "^engine/",
      pathNot: "^engine/index\\.ts$|^engine/core/|^engine/nodes/definitions\\.ts$|^engine/nodes/[^/]+/definition\\.ts$",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "components-use-no-server-code",
    comment: "Components run in the browser: the pure core, node definitions and types are all they may take from the engine.",
    from: { path: "^components/", pathNot: "\\.test\\.tsx?$" },
    to: {
      path: "^(engine|generated)/",
      pathNot: "^engine/core/|^engine/nodes/definitions\\.ts$|^engine/nodes/[^/]+/definition\\.ts$",
      dependencyTypesNot: ["type-only"],
    },
  },
  {
    name: "components-do-not-know-the-pages",
    comment: "A page composes components; only the types of the API come back the other way.",
    from: { path: "^components/" },
    to: { path: "^app/", dependencyTypesNot: ["type-only"] },
  },
  {
    name: "features-do-not-know-each-other",
    comment: "What two features need belongs in components/ui or components/shared.",
    from: { path: "^components/([^/]+)/", pathNot: "^components/(ui|shared)/" },
    to: { path: "^components/[^/]+/", pathNot: "^components/($1|ui|shared)/" },
  },
  {
    name: "shared-components-do-not-know-features",
    comment: "The design system and shared pieces are used by features, and so must not import them.",
    from: { path: "^components/(ui|shared)/" },
    to: { path: "^components/[^/]+/", pathNot: "^components/(ui|shared)/" },
  },
];

export default {
  forbidden: rules.map((rule) => ({ ...rule, severity: "error" })),
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(\\.next|\\.data|coverage)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
    cache: { folder: "node_modules/.cache/dependency-cruiser", strategy: "content" },
  },
};
