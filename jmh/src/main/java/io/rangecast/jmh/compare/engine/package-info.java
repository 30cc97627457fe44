/**
 * How anything is compared: a {@link io.rangecast.jmh.compare.engine.Question question} says what is asked, an
 * {@link io.rangecast.jmh.compare.engine.Experiment experiment} answers one or more of them, a
 * {@link io.rangecast.jmh.compare.engine.Contest contest} holds its {@link io.rangecast.jmh.compare.engine.Contender
 * contenders}, and {@link io.rangecast.jmh.compare.engine.Interleaving} runs these in turn. Knows no structure and no page.
 */
package io.rangecast.jmh.compare.engine;
