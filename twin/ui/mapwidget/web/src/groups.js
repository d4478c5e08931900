// How do maps of one page move together? Each tells the others of its group, in the browser, without asking the server.

const KEY = Symbol.for('twin.map.groups');
const groups = (globalThis[KEY] ??= new Map());

export class Member {
  constructor(hear) {
    this.hear = hear;
    this.group = '';
  }

  join(group) {
    if (group === this.group) return;
    this.leave();
    this.group = group;
    if (!group) return;
    if (!groups.has(group)) groups.set(group, new Set());
    groups.get(group).add(this);
  }

  leave() {
    const members = groups.get(this.group);
    members?.delete(this);
    if (members && !members.size) groups.delete(this.group);
    this.group = '';
  }

  tell(what) {
    for (const member of groups.get(this.group) ?? []) if (member !== this) member.hear(what);
  }
}
