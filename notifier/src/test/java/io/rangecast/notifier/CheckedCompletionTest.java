package io.rangecast.notifier;

import io.rangecast.notifier.fixture.Watchdog;
import org.junit.jupiter.api.Tag;

/** What depends on a close may do in checked mode what it may do without. */
@Tag("checked")
@Watchdog
class CheckedCompletionTest extends CompletionInsideEndTest {}
