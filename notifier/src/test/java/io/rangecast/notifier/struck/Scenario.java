package io.rangecast.notifier.struck;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;

/** What an Error strikes in. */
enum Scenario {
    START(WindowTrial.Start::new),
    START_THAT_MERGES(WindowTrial.MergingStart::new),
    START_OF_RETIRED(WindowTrial.StartOfRetired::new),
    START_AFTER_MANY(WindowTrial.StartAfterMany::new),
    START_WITHOUT_WAITING(WindowTrial.NonBlockingStart::new),
    END(WindowTrial.End::new),
    PUBLISH_AND_AWAIT(WindowTrial.PublishAndAwait::new),
    START_OF_BATCH(BatchTrial.Start::new),
    END_OF_BATCH(BatchTrial.End::new),
    PUBLISH_AND_AWAIT_BATCH(BatchTrial.PublishAndAwait::new),
    MOVE(OwnWindowTrial.Move::new),
    UNMAP(OwnWindowTrial.Unmap::new),
    INVALIDATE_IN_SPACE(OwnWindowTrial.InvalidateInSpace::new),
    TEST_YOUNG(YoungTrial::new),
    POLL(PollTrial::new),
    POLL_THAT_WAS_RUNG(PollTrial.Ringing::new),
    POLL_AFTER_OVERFLOW(PollTrial.Overflowing::new),
    POLL_OF_LEFT_INBOX(PollTrial.Left::new),
    POLL_AFTER_EVICTION(PollTrial.Evicted::new),
    POLL_THAT_DEFERS(DeferTrial.Defer::new),
    COMPLETE_DEFERRED(DeferTrial.Complete::new),
    SUBSCRIBE_CALLBACK(SubscribeTrial.Callback::new),
    SUBSCRIBE_SUBSCRIBER(SubscribeTrial.OfSubscriber::new),
    REGISTER(SubscribeTrial.Registered::new),
    GET(SubscribeTrial.Shared::new),
    GET_IN_CALLBACK(SubscribeTrial.SharedInCallback::new),
    CLOSE_CALLBACK(CloseTrial.Callback::new),
    CLOSE_CALLBACK_WITHOUT_WAITING(CloseTrial.CallbackWithoutWaiting::new),
    CLOSE_SUBSCRIPTION(CloseTrial.OfSubscriber::new),
    CLOSE_SUBSCRIBER(CloseTrial.TheSubscriber::new),
    CLOSE_REGISTRATION(CloseTrial.Registered::new),
    CLOSE_REGISTRATION_WITHOUT_WAITING(CloseTrial.RegisteredWithoutWaiting::new),
    PUT(CloseTrial.Shared::new),
    CLOSE_INVALIDATOR(CloseTrial.TheInvalidator::new),
    CLOSE_SPACE(CloseTrial.TheSpace::new),
    ATTACH(OwnerTrial.Attach::new),
    ATTACH_ORPHAN(OwnerTrial.AttachOrphan::new),
    DETACH(OwnerTrial.Detach::new),
    OFFLINE(OwnerTrial.Offline::new),
    ONLINE(OwnerTrial.Online::new),
    EVICT(HeldTrial.Evict::new),
    READ_IN_WINDOW(ReadTrial.InWindow::new),
    READ_AFTER_JOINING(ReadTrial.Joining::new),
    READ_RETRY(ReadTrial.Retry::new),
    ENTER_AND_EXIT(SectionTrial.EnterAndExit::new),
    START_OVER_SECTION(SectionTrial.StartOverSection::new),
    CLOSE_GROUP(SectionTrial.CloseGroup::new),
    QUARANTINE(HeldTrial.Quarantine::new),
    RETIRE(HeldTrial.Retire::new),
    RETIRE_WITHIN_LIMITS(HeldTrial.RetireWithinLimits::new),
    RETIRE_BATCH(HeldTrial.RetireBatch::new),
    RETIRE_IN_SPACE(HeldTrial.RetireInSpace::new),
    FREE_BEHIND_POLL(HeldTrial.FreeBehindPoll::new),
    REAP(HeldTrial.Reap::new),
    FILL(CacheTrial.Fill::new),
    FILL_RANGE(CacheTrial.FillRange::new),
    FILL_ASKED(CacheTrial.FillAsked::new),
    ONLINE_WITH_CACHE(CacheTrial.Online::new),
    TRANSLATE(CacheTrial.Translate::new),
    RECORD_FOR_CACHE(CacheTrial.Record::new);

    /** What leaves nobody a handle: what is open or counted then, nobody else can end. */
    static final Set<Scenario> WITHOUT_A_HANDLE = EnumSet.of(
            MOVE, UNMAP, INVALIDATE_IN_SPACE, QUARANTINE, RETIRE, RETIRE_WITHIN_LIMITS, RETIRE_BATCH, RETIRE_IN_SPACE);

    private final Supplier<Trial> trial;

    Scenario(Supplier<Trial> trial) {
        this.trial = trial;
    }

    Trial newTrial() {
        return trial.get();
    }
}
