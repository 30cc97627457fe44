/**
 * Recipes for OpenRewrite that convert every call site of an invalidation without context to the form with event, flags
 * and area, so that none is forgotten: what the semantic patch was to Linux's MMU notifiers.
 *
 * <ul>
 *   <li>{@link io.rangecast.rewrite.ContextualInvalidation} converts the calls of the producers;
 *   <li>{@link io.rangecast.rewrite.BlockableAccessor} converts what callbacks read;
 *   <li>{@link io.rangecast.rewrite.SuggestInvalidationEvent} replaces the safe default by the event that the code says.
 * </ul>
 *
 * <p>What a recipe cannot decide it leaves as it was, with a comment that begins with {@code rangecast:} and says why.
 * A recipe that runs a second time changes nothing. The visitors are made for one source file after the other, as
 * OpenRewrite runs them, and share nothing between threads.
 */
@NullMarked
package io.rangecast.rewrite;

import org.jspecify.annotations.NullMarked;
