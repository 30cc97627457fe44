------------------------------- MODULE Memory -------------------------------
(***************************************************************************)
(* A memory as weak as the access modes of VarHandle allow.                *)
(*                                                                         *)
(* Each place keeps all that was ever written to it, in order. A thread    *)
(* may read any value that is not older than what it is bound to see: its  *)
(* view, a position in the order of each place. A value carries a view of  *)
(* its writer, so that who acquires it is bound likewise. So stores become *)
(* visible in any order, late, and to each thread at another time, unless  *)
(* a mode or a fence says otherwise.                                       *)
(*                                                                         *)
(*   mode           a load                      a store, or an update      *)
(*   O  opaque      any value in view           carries the view of the    *)
(*                                              last release fence         *)
(*   A  acquire     takes over its view                                    *)
(*   R  release                                 carries the whole view     *)
(*   V  volatile    acquire, and not older      release                    *)
(*                  than any volatile store                                *)
(*                                                                         *)
(* Plain accesses are as opaque ones here. An update (compare-and-set, get *)
(* and add) meets the latest value, and carries what that has carried.     *)
(*                                                                         *)
(* Full fences stand in one order: what a thread was bound to see at one   *)
(* of them, each is at a later one. Between two volatile accesses of a     *)
(* thread there is such an order too, but for these two accesses only: a   *)
(* volatile store does not hold back an opaque or acquire load behind it,  *)
(* nor a volatile load an opaque or release store before it.               *)
(*                                                                         *)
(* Steps of one thread may be written as one if at most one of them is     *)
(* volatile or a full fence, loads in other modes come before that, and    *)
(* stores in other modes behind it: a store may come into view late        *)
(* anyway, and a load may find an old value.                               *)
(*                                                                         *)
(* Threads run in their program order, so no load comes later than a store *)
(* behind it. To find uses that ought to have happened before something, a *)
(* specification lets each use write a word of its own, and asks Knows.    *)
(***************************************************************************)
EXTENDS Integers, Sequences

O == "opaque"
A == "acquire"
R == "release"
V == "volatile"

Later(i, j) == IF i > j THEN i ELSE j
Join(v, w) == [x \in DOMAIN v |-> Later(v[x], w[x])]

\* A memory in which each place holds its first value.
Fresh(values, threads) ==
    LET first == [x \in DOMAIN values |-> 1]
        never == [x \in DOMAIN values |-> 0] IN
    [ log    |-> [x \in DOMAIN values |-> << [val |-> values[x], view |-> first] >>],
      view   |-> [t \in threads |-> first],  \* what a thread is bound to see
      met    |-> [t \in threads |-> first],  \* what its opaque loads have met: an acquire fence binds it to that
      fenced |-> [t \in threads |-> first],  \* its view at its last release fence
      shown  |-> [t \in threads |-> first],  \* its view, but for what weaker stores of its own may still hold back
      last   |-> [t \in threads |-> never],  \* what that was at its last volatile access
      stored |-> first,                      \* the last volatile store to each place
      total  |-> first ]                     \* what was in view at any full fence

Latest(m, x) == m.log[x][Len(m.log[x])].val

\* Whether all that was written to x happened before.
Knows(m, t, x) == m.view[t][x] = Len(m.log[x])

----------------------------------------------------------------------------
\* Fences

AcquireFence(m, t) == [m EXCEPT !.view[t] = Join(@, m.met[t]), !.shown[t] = Join(@, m.met[t])]

ReleaseFence(m, t) == [m EXCEPT !.fenced[t] = m.view[t]]

FullFence(m, t) ==
    LET all == Join(Join(m.view[t], m.met[t]), m.total) IN
    [m EXCEPT !.view[t] = all, !.fenced[t] = all, !.shown[t] = all, !.total = all]

\* Before a volatile access: it is ordered behind the one before it as by a full fence between the two.
Ordered(m, t, x, mode) ==
    IF mode = V /\ m.last[t][x] > 0
    THEN LET all == Join(m.last[t], m.total) IN
         [m EXCEPT !.view[t] = Join(@, all), !.shown[t] = Join(@, all), !.total = all]
    ELSE m

Accessed(m, t, mode) == IF mode = V THEN [m EXCEPT !.last[t] = m.shown[t]] ELSE m

----------------------------------------------------------------------------
\* A load answers a set, as there may be several values to read: of each, the value and the memory then.

LoadAt(m, t, x, mode, i) ==
    LET with == m.log[x][i].view
        seen == [m.view[t] EXCEPT ![x] = i] IN
    [ val |-> m.log[x][i].val,
      mem |-> IF mode = O
              THEN [m EXCEPT !.view[t] = seen, !.met[t] = Join(@, with)]
              ELSE Accessed([m EXCEPT !.view[t] = Join(seen, with), !.shown[t] = Join(@, with)], t, mode) ]

Load(m, t, x, mode) ==
    LET o      == Ordered(m, t, x, mode)
        oldest == IF mode = V THEN Later(o.view[t][x], o.stored[x]) ELSE o.view[t][x] IN
    {LoadAt(o, t, x, mode, i) : i \in oldest..Len(m.log[x])}

----------------------------------------------------------------------------
\* A store or an update answers the memory then.

Written(m, t, x, v, mode, carried) ==
    LET i    == Len(m.log[x]) + 1
        view == [Join(IF mode = O THEN m.fenced[t] ELSE m.view[t], carried) EXCEPT ![x] = i] IN
    Accessed([m EXCEPT !.log[x]     = Append(@, [val |-> v, view |-> view]),
                       !.view[t][x] = i,
                       !.shown[t]   = IF mode = V THEN [m.view[t] EXCEPT ![x] = i] ELSE @,
                       !.stored[x]  = IF mode = V THEN i ELSE @], t, mode)

Store(m, t, x, v, mode) == Written(Ordered(m, t, x, mode), t, x, v, mode, m.fenced[t])

\* v is computed from Latest(m, x).
Update(m, t, x, v, mode) ==
    LET o    == Ordered(m, t, x, mode)
        with == m.log[x][Len(m.log[x])].view
        read == IF mode \in {A, V}
                THEN [o EXCEPT !.view[t] = Join(@, with), !.shown[t] = Join(@, with)]
                ELSE [o EXCEPT !.met[t] = Join(@, with)] IN
    Written(read, t, x, v, mode, with)
=============================================================================
