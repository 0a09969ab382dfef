import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

/**
 * Which addresses a flow may reach: public unicast ones. Everything else is refused, so a new special range is closed
 * until somebody opens it. IPv6 forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo, compatible) are judged by
 * the address inside, because that is where the packets end up.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = carried(ipaddr.parse(text));
  return address.range() === "unicast" && !ownAddresses().has(address.toNormalizedString());
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function carried(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  const bytes = address.toByteArray();
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  if (isCompatible(bytes) || address.match(NAT64)) return new ipaddr.IPv4(bytes.slice(12));
  if (address.range() === "6to4") return new ipaddr.IPv4(bytes.slice(2, 6));
  // Teredo hides the client's address by inverting its bits.
  if (address.range() === "teredo") return new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff));
  return address;
}

const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/** `::a.b.c.d`, long out of use; also `::` and `::1`, whose carried 0.0.0.x is refused just the same. */
const isCompatible = (bytes: readonly number[]): boolean => bytes.slice(0, 12).every((byte) => byte === 0);

/** A public address of this machine leads to services that trust their own host. */
function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return new Set(
    all.filter(({ address }) => ipaddr.isValid(address)).map(({ address }) => ipaddr.parse(address).toNormalizedString()),
  );
}
