/**
 * What systems call the same thing. Each line is one meaning: the first phrase stands for all of them. Small on purpose and made of words
 * that mean the same wherever they occur; what only one organization says is learned from its own mappings.
 */
const PHRASES: readonly (readonly string[])[] = [
  ["email", "e mail", "email address", "mail", "mail address"],
  ["phone", "telephone", "tel", "phone number", "telephone number", "fon"],
  ["mobile", "mobile phone", "mobile number", "cell", "cell phone", "cellphone", "mobilephone"],
  ["firstname", "first name", "given name", "forename", "fname", "givenname"],
  ["lastname", "last name", "family name", "surname", "lname", "familyname", "sn"],
  ["fullname", "full name", "display name", "real name", "displayname"],
  ["postcode", "post code", "postal code", "zip", "zip code", "zipcode", "postal zone", "plz", "pstlz"],
  ["city", "town", "city name", "locality", "ort", "ort01"],
  ["country", "country code", "country iso", "country name", "land", "land1", "co", "nationality"],
  ["region", "province", "state code", "state province", "county"],
  [
    "street",
    "street name",
    "address line",
    "address line1",
    "address line 1",
    "address1",
    "address 1",
    "line1",
    "stras",
    "street address",
  ],
  ["birthdate", "birth date", "date of birth", "dob", "birthday"],
  ["gender", "sex"],
  ["customer", "buyer", "client", "purchaser", "kunde", "accounting customer party"],
  ["supplier", "vendor", "seller", "accounting supplier party", "creditor"],
  ["customer number", "kunnr", "customer no", "customer code"],
  ["customer name", "name1"],
  [
    "sku",
    "article number",
    "item number",
    "product code",
    "material",
    "material number",
    "matnr",
    "stock keeping unit",
    "item id",
    "article no",
  ],
  ["gtin", "ean", "upc", "barcode"],
  ["quantity", "qty", "invoiced quantity", "ordered quantity", "kwmeng", "menge", "count", "pieces"],
  ["unit", "uom", "unit of measure", "vrkme", "meins"],
  ["price", "unit price", "price amount", "netpr", "item price"],
  ["total", "total amount", "total price", "grand total", "order total", "total sum"],
  ["tax", "tax amount", "total tax", "vat", "vat amount"],
  ["net amount", "netwr", "net total", "net value"],
  ["currency", "currency code", "document currency code", "waerk", "waers"],
  ["order number", "vbeln", "order no"],
  ["purchase order", "po", "bstnk", "purchase order number", "po number", "customer reference"],
  ["line number", "posnr", "line no", "position number", "item no"],
  ["description", "desc", "arktx", "text", "body", "long text", "details", "content"],
  [
    "created",
    "created at",
    "created on",
    "created date",
    "creation date",
    "create time",
    "date created",
    "erdat",
    "opened at",
    "inserted at",
  ],
  [
    "updated",
    "updated at",
    "updated on",
    "modified",
    "modified at",
    "last modified",
    "last modified date",
    "changed at",
    "update time",
    "sys updated on",
  ],
  ["timestamp", "ts", "time stamp", "event time", "date time"],
  ["lines", "items", "line items", "order items", "order lines", "positions", "invoice line", "entries", "po1", "rows"],
  ["shipping", "ship to", "shipping address", "delivery", "delivery address", "recipient", "consignee", "ship"],
  ["billing", "bill to", "billing address", "billing details", "invoice address", "invoice to"],
  ["attendee", "participant", "invitee"],
  ["attachment", "document", "file"],
  ["image", "media", "picture", "photo", "avatar"],
  ["assignee", "assigned to", "owner", "responsible"],
  ["reporter", "requester", "opened by", "contact", "submitter", "user login"],
  ["notes", "note", "remark", "comment", "memo", "special request"],
  ["url", "link", "html url", "permalink", "uri", "href", "web address", "src", "html link"],
  ["title", "subject", "headline", "summary", "caption"],
  ["job title", "jobtitle", "position title"],
  ["employee", "worker", "personnel", "staff member"],
  ["employee id", "worker id", "personnel number", "employee number"],
  ["company", "organization", "organisation", "firm", "employer"],
  ["latitude", "lat"],
  ["longitude", "lon", "lng", "long"],
  ["temperature", "temp"],
  ["arrival", "check in", "arrival date", "checkin"],
  ["departure", "check out", "departure date", "checkout"],
  ["booking", "reservation"],
  ["property", "hotel"],
  ["eta", "estimated delivery", "estimated arrival"],
  ["start", "starts at", "start date", "start time", "begin", "valid from"],
  ["end", "ends at", "end date", "end time", "valid to", "finish"],
  ["hire date", "hired at", "entry date"],
  ["operating system", "os"],
  ["timezone", "time zone", "tz"],
  ["mime type", "content type", "media type"],
  ["due date", "payment due", "due on"],
  ["tracking number", "tracking no", "tracking code", "waybill"],
  ["stock", "inventory", "stock quantity", "on hand"],
  ["event", "event name"],
  ["history", "events", "log"],
  ["reference", "remittance info", "remittance information", "payment reference"],
  ["counterparty", "payer", "payee"],
  ["account number", "iban"],
  ["admin", "administrator"],
  ["vat id", "vat number", "tax id", "company id"],
];

/** Abbreviations, wherever they occur in a name. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  no: "number",
  nr: "number",
  num: "number",
  amt: "amount",
  addr: "address",
  cust: "customer",
  dept: "department",
  emp: "employee",
  org: "organization",
  qty: "quantity",
  ref: "reference",
  pct: "percent",
  acct: "account",
  inv: "invoice",
  prod: "product",
  cat: "category",
  lang: "language",
  info: "information",
  img: "image",
  pwd: "password",
  dt: "date",
  cd: "code",
  ident: "id",
  identifier: "id",
  identification: "id",
  uid: "id",
  uuid: "id",
  guid: "id",
};

/** Words that are near each other without being the same, and how near: 0 to 1. */
const NEAR: readonly (readonly [string, string, number])[] = [
  ["id", "number", 0.75],
  ["id", "key", 0.75],
  ["id", "code", 0.6],
  ["id", "reference", 0.6],
  ["number", "code", 0.65],
  ["number", "key", 0.6],
  ["name", "title", 0.75],
  ["name", "label", 0.8],
  ["name", "fullname", 0.9],
  ["name", "login", 0.6],
  ["description", "notes", 0.75],
  ["description", "title", 0.6],
  ["total", "amount", 0.7],
  ["total", "price", 0.7],
  ["price", "amount", 0.6],
  ["revenue", "value", 0.65],
  ["revenue", "total", 0.7],
  ["pay", "amount", 0.6],
  ["status", "state", 0.85],
  ["region", "state", 0.85],
  ["type", "kind", 0.9],
  ["type", "category", 0.8],
  ["date", "time", 0.6],
  ["date", "created", 0.65],
  ["date", "timestamp", 0.7],
  ["time", "timestamp", 0.85],
  ["start", "from", 0.8],
  ["end", "to", 0.7],
  ["phone", "mobile", 0.75],
  ["street", "address", 0.75],
  ["sku", "id", 0.5],
  ["sku", "product", 0.5],
  ["sku", "number", 0.4],
  ["product", "item", 0.85],
  ["customer", "user", 0.75],
  ["customer", "contact", 0.6],
  ["user", "login", 0.85],
  ["account", "customer", 0.6],
  ["project", "repository", 0.75],
  ["location", "city", 0.6],
  ["location", "office", 0.75],
  ["location", "room", 0.75],
  ["position", "number", 0.5],
  ["position", "job", 0.8],
  ["lines", "position", 0.6],
  ["order", "transaction", 0.7],
  ["applicant", "candidate", 0.95],
  ["amount", "salary", 0.6],
  ["payment", "transfer", 0.9],
  ["execution", "pay", 0.75],
  ["counterparty", "supplier", 0.6],
  ["counterparty", "customer", 0.5],
  ["history", "event", 0.85],
  ["deleted", "active", 0],
];

/** Words that alone say little: the name of what they belong to decides. */
export const GENERIC_WORDS: ReadonlySet<string> = new Set(
  "id number name code type date time value status state title description key label count is url text amount kind reference level unit notes".split(
    " ",
  ),
);

/** Words that add nothing to a name. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set("the of a an is has in on at c by for".split(" "));

const byPhrase = new Map(
  PHRASES.flatMap(([meaning, ...others]) => [meaning!, ...others].map((phrase) => [phrase, meaning!] as const)),
);

/** Words in a phrase, at most. */
export const LONGEST_PHRASE = 3;

/** What a phrase stands for, when it is one of the known ones. */
export const meaningOf = (phrase: string): string | undefined => byPhrase.get(phrase);

export const expandAbbreviation = (word: string): string => ABBREVIATIONS[word] ?? word;

const nearness = new Map<string, number>();
for (const [left, right, near] of NEAR) nearness.set(`${left} ${right}`, near).set(`${right} ${left}`, near);

export const nearnessOf = (left: string, right: string): number | undefined => nearness.get(`${left} ${right}`);

/** Words that are near a word. */
const neighbors = new Map<string, string[]>();
for (const key of nearness.keys()) {
  const [left, right] = key.split(" ") as [string, string];
  neighbors.set(left, [...(neighbors.get(left) ?? []), right]);
}

export const neighborsOf = (word: string): readonly string[] => neighbors.get(word) ?? [];
