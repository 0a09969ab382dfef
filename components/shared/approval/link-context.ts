import { createContext } from "react";

/** The secret of the link that led to this page, if one did: the answer given here uses it up. */
export const LinkContext = createContext<string | undefined>(undefined);
