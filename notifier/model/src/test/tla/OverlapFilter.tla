--------------------------- MODULE OverlapFilter ----------------------------
(***************************************************************************)
(* Protocol 14 of docs/memory-model.md: a filter before the tree denies    *)
(* nothing that is there.                                                  *)
(*                                                                         *)
(* A subscriber comes into the tree, and looks for windows. Two threads    *)
(* build the filter anew, one after the other. A producer opens a window   *)
(* over the subscriber's range, and asks the filter. It may come at any    *)
(* time, so nothing more would be seen if it did again. Z was always       *)
(* there. A filter is one word here, with a bit for each interval.         *)
(***************************************************************************)
EXTENDS Memory, Witness

CONSTANT Without \* the step that is left out

ASSUME Without \in {
    "nothing",
    "volatile opening",       \* the window is opened in release mode
    "open before ask",        \* it is opened when the filter has been asked
    "volatile asking",        \* the filter is asked in acquire mode
    "volatile insert",        \* the tree is written in release mode
    "insert before enter",    \* the subscriber enters the filters, and then the tree
    "enter next",             \* it enters the current filter only
    "enter current",          \* it enters the next filter only, if there is one
    "next before current",    \* it enters the current filter, and then the next one
    "volatile entering",      \* it reads in acquire mode which filters there are
    "volatile bits",          \* bits are set in release mode
    "atomic bits",            \* they are set in two steps
    "enter before look",      \* the subscriber looks for windows before it is in the filters
    "one builder",            \* who builds does not ask whether another does
    "volatile next",          \* the next filter is announced in release mode
    "next before snapshot",   \* the tree is read before that
    "volatile snapshot",      \* the tree is read in acquire mode
    "fill before current",    \* the next filter becomes the current one, and then gets its bits
    "current before none" }   \* it is taken away, and then becomes the current one

P == "producer"
S == "subscriber"
First == "first builder"
Second == "second builder"
Builders == {First, Second}

\* Places in memory: the tree, P's slot, which filters there are, and the word of each.
Root == "root"
Version == "version"
CurrentFilter == "current"
NextFilter == "next"
Old == "old filter"
BuiltBy == [t \in Builders |-> IF t = First THEN "first filter" ELSE "second filter"]

Free == 0
Starting == 1

Memory0 == Fresh(
    [x \in {Root, Old} |-> {"Z"}] @@
    [x \in {Version} |-> Free] @@
    [x \in {CurrentFilter} |-> Old] @@
    [x \in {NextFilter} |-> "none"] @@
    [x \in {BuiltBy[t] : t \in Builders} |-> {}],
    {P, S} \cup Builders)

ModeOf(step, weaker) == IF Without = step THEN weaker ELSE V

Opened(m) == Store(m, P, Version, Starting, ModeOf("volatile opening", R))
Inserted(m) == Update(m, S, Root, Latest(m, Root) \cup {S}, ModeOf("volatile insert", R))
Announced(m, t) == Update(m, t, NextFilter, BuiltBy[t], ModeOf("volatile next", R))
Entered(m, filter) == Update(m, S, filter, Latest(m, filter) \cup {S}, ModeOf("volatile bits", R))
Filled(m, t, bits) == Update(m, t, BuiltBy[t], bits, ModeOf("volatile bits", R))

\* The filters that S enters, in this order.
Order == CASE Without = "enter next"          -> <<CurrentFilter>>
           [] Without = "enter current"       -> <<NextFilter>>
           [] Without = "next before current" -> <<CurrentFilter, NextFilter>>
           [] OTHER                           -> <<NextFilter, CurrentFilter>>

(* --algorithm OverlapFilter {

variables
    m = Memory0;
    hit = FALSE;       \* Window.hits holds S
    missed = FALSE;    \* MissedWindows holds the window

macro look() {
    with (version \in Load(m, S, Version, V)) { m := version.mem; missed := version.val # Free }
}

macro makeCurrent() { m := Store(m, self, CurrentFilter, BuiltBy[self], V) }

macro takeAway() { m := Store(m, self, NextFilter, "none", V) }

process (producer = P)
    variable asked = Old;
{
open:       \* WindowTable.open
            if (Without # "open before ask") m := Opened(m);
ask:        \* IntervalTree.mayOverlap, OverlapFilter.mayOverlap
            with (found \in Load(m, P, CurrentFilter, ModeOf("volatile asking", A))) {
                m := found.mem;
                asked := found.val;
            };
contains:   with (bits \in Load(m, P, asked, ModeOf("volatile asking", A))) {
                m := bits.mem;
                asked := Old;
                if (S \notin bits.val) {
                    if (Without = "open before ask") goto openLate else goto Done;
                }
            };
collect:    \* Window.collect
            with (root \in Load(m, P, Root, V)) { m := root.mem; hit := S \in root.val };
            if (Without # "open before ask") goto Done;
openLate:   m := Opened(m);
}

process (subscriber = S)
    variables order = Order, filter = "none";
{
insert:     \* IntervalTree.insert
            if (Without # "insert before enter") m := Inserted(m);
            if (Without # "enter before look") goto enter;
lookEarly:  look();
enter:      \* OverlapFilter.enter
            with (found \in Load(m, S, Head(order), ModeOf("volatile entering", A))) {
                m := found.mem;
                filter := found.val;
                order := Tail(order);
            };
            if (filter = "none" /\ order # <<>>) goto enter;
set:        \* OverlapFilter.set: it writes what is not there only
            if (filter # "none") {
                with (bits \in Load(m, S, filter, V)) {
                    m := IF S \in bits.val THEN bits.mem ELSE Entered(m, filter);
                    filter := "none";
                }
            };
            if (order # <<>>) goto enter;
join:       \* Subscriptions.join, OpenWindows
            if (Without = "insert before enter") m := Inserted(m)
            else if (Without # "enter before look") { look(); goto Done }
            else goto Done;
lookLate:   look();
}

process (builder \in Builders)
    variables content = {}, seen = {};
{
prepare:    \* OverlapFilter.prepare, build
            \* who finds that another builds does nothing, and is not in the model
            await (self = Second => pc[First] # "prepare")
                /\ (Latest(m, NextFilter) = "none" \/ Without = "one builder");
            if (Without # "next before snapshot") m := Announced(m, self);
snapshot:   \* SnapshotRoot.content
            with (root \in Load(m, self, Root, ModeOf("volatile snapshot", A))) { m := root.mem; content := root.val };
            if (Without # "next before snapshot") goto fill;
announce:   m := Announced(m, self);
fill:       \* OverlapFilter.setBits, for all in one step
            if (Without = "atomic bits")
                with (bits \in Load(m, self, BuiltBy[self], V)) { m := bits.mem; seen := bits.val }
            else {
                if (Without # "fill before current") {
                    m := Filled(m, self, Latest(m, BuiltBy[self]) \cup content);
                    content := {};
                };
                goto current;
            };
fillLate:   m := Filled(m, self, seen \cup content);
current:    if (Without = "current before none") takeAway() else makeCurrent();
none:       if (Without = "current before none") makeCurrent() else takeAway();
            if (Without # "fill before current") goto Done;
fillLast:   m := Filled(m, self, Latest(m, BuiltBy[self]) \cup content);
}
} *)
\* BEGIN TRANSLATION
\* END TRANSLATION

\* The window is open: it hits S, or S knows that it has missed it.
NobodyIsMissed == pc[P] = "Done" /\ pc[S] = "Done" => hit \/ missed

\* The current filter has all bits of what is there.
NothingIsDenied ==
    (IF pc[S] \in {"join", "lookLate", "Done"} THEN {"Z", S} ELSE {"Z"}) \subseteq Latest(m, Latest(m, CurrentFilter))

Reached == <<
    <<"a window hits S", hit>>,
    <<"S has missed a window", missed /\ ~hit>>,
    <<"S is hit by a window that it waits for", missed /\ hit>>,
    <<"S is in the tree, and P gets no further than the filter", pc[P] = "Done" /\ ~hit /\ S \in Latest(m, Root)>>,
    <<"P asks an old filter", pc[P] = "contains" /\ asked # Latest(m, CurrentFilter)>>,
    <<"S enters a filter that is built without it", pc[First] = "fill" /\ S \notin content[First] /\ pc[S] = "set">>,
    <<"S enters a filter that has become current", filter = Latest(m, CurrentFilter) /\ order = <<CurrentFilter>> >>,
    <<"S enters a filter that is no longer current",
        filter \in {Old, BuiltBy[First]} /\ order = <<>> /\ Latest(m, CurrentFilter) = BuiltBy[Second]>>,
    <<"S finds its bits", filter # "none" /\ S \in Latest(m, filter)>>,
    <<"S has entered the second filter, built without it",
        pc[S] = "Done" /\ pc[Second] = "fill" /\ S \notin content[Second]>> >>
Witnesses == Watch(Reached)
=============================================================================
