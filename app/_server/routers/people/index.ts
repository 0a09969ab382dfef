import "server-only";
import { router } from "../../trpc.ts";
import { acceptInvitation } from "./accept.ts";
import { getInvitation } from "./invitation.ts";
import { invitePerson } from "./invite.ts";
import { listPeople } from "./list.ts";
import { setGroups } from "./set-groups.ts";
import { setRole } from "./set-role.ts";

export const peopleRouter = router({
  list: listPeople,
  invite: invitePerson,
  setRole,
  setGroups,
  invitation: getInvitation,
  accept: acceptInvitation,
});
