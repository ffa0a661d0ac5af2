package dev.weir.core.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyPaceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final BodyPace.Rule RULE = new BodyPace.Rule(30 * SECOND, 100, 5 * SECOND);

  @Test
  void aBodyHasTheGraceAndTheTimeThatItsBytesTake() {
    BodyPace pace = new BodyPace(RULE, 0);
    assertThat(pace.dueIn(true, 0)).isEqualTo(5 * SECOND);
    pace.came(200, SECOND);
    assertThat(pace.dueIn(true, SECOND)).isEqualTo(6 * SECOND);
  }

  @Test
  void aLateBodyIsRefusedAtTheSecondLook() {
    BodyPace pace = new BodyPace(RULE, 0);
    long again = pace.dueIn(true, 6 * SECOND);
    assertThat(again).isPositive();
    assertThat(pace.dueIn(true, 6 * SECOND + again)).isNotPositive();
    assertThat(pace.problem(6 * SECOND + again).detail()).contains("too slowly");
  }

  @Test
  void whatHadComeByTheSecondLookCounts() {
    BodyPace pace = new BodyPace(RULE, 0);
    assertThat(pace.dueIn(true, 6 * SECOND)).isPositive();
    pace.came(500, 6 * SECOND);
    assertThat(pace.dueIn(true, 6 * SECOND)).isEqualTo(4 * SECOND);
  }

  @Test
  void timeInWhichTheClientIsHeldDoesNotCount() {
    BodyPace pace = new BodyPace(RULE, 0);
    pace.came(100, SECOND);
    pace.hold(SECOND);
    assertThat(pace.dueIn(false, 1_000 * SECOND)).isPositive();
    pace.resume(1_001 * SECOND);
    assertThat(pace.dueIn(true, 1_001 * SECOND)).isEqualTo(5 * SECOND);
  }

  @Test
  void withoutALeastRateOnlySilenceIsTooSlow() {
    BodyPace pace = new BodyPace(new BodyPace.Rule(30 * SECOND, 0, 5 * SECOND), 0);
    pace.came(1, 29 * SECOND);
    assertThat(pace.dueIn(true, 58 * SECOND)).isEqualTo(SECOND);
    assertThat(pace.dueIn(true, 59 * SECOND)).isNotPositive();
    assertThat(pace.problem(59 * SECOND).detail()).contains("stalled");
  }

  @Test
  void bodiesSideBySideAreEachCreditedWithAnEvenShare() {
    SharedLine line = new SharedLine();
    BodyPace fed = new BodyPace(RULE, line, 0);
    BodyPace starved = new BodyPace(RULE, line, 0);
    fed.came(400, 4 * SECOND);
    assertThat(starved.dueIn(true, 4 * SECOND)).isEqualTo(3 * SECOND);
    assertThat(fed.dueIn(true, 4 * SECOND)).isEqualTo(5 * SECOND);
  }

  @Test
  void aBodyThatIsHeldOrOverTakesNoShare() {
    SharedLine line = new SharedLine();
    BodyPace held = new BodyPace(RULE, line, 0);
    BodyPace over = new BodyPace(RULE, line, 0);
    BodyPace fed = new BodyPace(RULE, line, 0);
    BodyPace starved = new BodyPace(RULE, line, 0);
    held.hold(0);
    held.hold(0);
    over.end(0);
    over.came(0, 0); // what still comes for it doesn't bring it back
    fed.came(200, SECOND);
    assertThat(starved.dueIn(true, SECOND)).isEqualTo(5 * SECOND);
    held.resume(SECOND);
    fed.came(300, SECOND);
    assertThat(starved.dueIn(true, SECOND)).isEqualTo(6 * SECOND);
  }

  @Test
  void whatCameBeforeABodyBeganIsNoneOfIt() {
    SharedLine line = new SharedLine();
    BodyPace first = new BodyPace(RULE, line, 0);
    first.came(10_000, SECOND);
    first.end(SECOND);
    assertThat(new BodyPace(RULE, line, SECOND).dueIn(true, SECOND)).isEqualTo(5 * SECOND);
  }

  @Test
  void aBodyOfWhichNothingIsAskedFillsTheLineAndTakesNoShare() {
    SharedLine line = new SharedLine();
    BodyPace free = new BodyPace(new BodyPace.Rule(30 * SECOND, 0, 5 * SECOND), line, 0);
    BodyPace starved = new BodyPace(RULE, line, 0);
    free.came(300, SECOND);
    assertThat(starved.dueIn(true, SECOND)).isEqualTo(7 * SECOND);
  }

  @Test
  void noMoreThanSixteenSharesAreAskedFor() {
    SharedLine line = new SharedLine();
    BodyPace starved = new BodyPace(RULE, line, 0);
    BodyPace fed = starved;
    for (int i = 1; i < 100; i++) {
      fed = new BodyPace(RULE, line, 0);
    }
    fed.came(1_600, SECOND);
    assertThat(starved.dueIn(true, SECOND)).isEqualTo(5 * SECOND);
  }
}
