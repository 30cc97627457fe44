package io.rangecast.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What goes over the wire, byte for byte: other versions, and other languages, rely on it. */
class PeerMessageTest {
    @Test
    @DisplayName("each field is where the layout says, little-endian")
    void eachFieldIsWhereTheLayoutSays() {
        byte[] message = new byte[PeerMessage.LENGTH];
        PeerMessage.put(message, PeerMessage.NUMBER, 0x0807060504030201L);
        PeerMessage.put(message, PeerMessage.START, 0x1817161514131211L);
        PeerMessage.put(message, PeerMessage.END, 0x2827262524232221L);
        PeerMessage.put(message, PeerMessage.OWNER, 0x3837363534333231L);
        PeerMessage.put(message, PeerMessage.SESSION, 0x4847464544434241L);
        PeerMessage.put(message, PeerMessage.WINDOW, 0x5857565554535251L);
        PeerMessage.put(message, PeerMessage.ECHO, 0x6867666564636261L);
        message[PeerMessage.EVENT] = 0x71;
        message[PeerMessage.TYPE] = MessageType.START.number();
        message[PeerMessage.VERSION_AT] = PeerMessage.VERSION;
        PeerMessage.flags(message, 0x84838281);
        assertThat(HexFormat.of().formatHex(message))
                .isEqualTo("0102030405060708" + "1112131415161718" + "2122232425262728" + "3132333435363738"
                        + "4142434445464748" + "5152535455565758" + "6162636465666768" + "71070100" + "81828384");
        assertThat(PeerMessage.get(message, PeerMessage.WINDOW)).isEqualTo(0x5857565554535251L);
        assertThat(PeerMessage.flags(message)).isEqualTo(0x84838281);
    }

    @Test
    @DisplayName("the numbers of the types stay what they are")
    void theNumbersOfTheTypesStay() {
        assertThat(MessageType.values())
                .extracting(Enum::name)
                .containsExactly(
                        "JOIN",
                        "WELCOME",
                        "SUBSCRIBE",
                        "SUBSCRIBED",
                        "UNSUBSCRIBE",
                        "UNSUBSCRIBED",
                        "START",
                        "ACK",
                        "END",
                        "HEARTBEAT",
                        "BYE",
                        "LOST",
                        "CLOSED",
                        "RENEW",
                        "GRANT",
                        "RESUME",
                        "RESUMED");
        assertThat(MessageType.JOIN.number()).isOne();
        assertThat(MessageType.of((byte) 13)).isEqualTo(MessageType.CLOSED);
        assertThat(MessageType.of((byte) 0)).isNull();
        assertThat(MessageType.of((byte) 18)).isNull();
        assertThat(MessageType.of((byte) -1)).isNull();
    }

    @Test
    @DisplayName("what is too short or long, of another version or of no type, is none")
    void whatIsNoMessageIsNone() {
        byte[] message = new byte[PeerMessage.MAX_LENGTH];
        message[PeerMessage.TYPE] = MessageType.ACK.number();
        message[PeerMessage.VERSION_AT] = PeerMessage.VERSION;
        assertThat(PeerMessage.isWellFormed(message, 64)).isTrue();
        assertThat(PeerMessage.isWellFormed(message, 63)).isFalse();
        assertThat(PeerMessage.isWellFormed(message, 1025)).isFalse();
        message[PeerMessage.VERSION_AT]++;
        assertThat(PeerMessage.isWellFormed(message, 64)).isFalse();
        message[PeerMessage.VERSION_AT]--;
        message[PeerMessage.TYPE] = 0;
        assertThat(PeerMessage.isWellFormed(message, 64)).isFalse();
    }

    @Test
    @DisplayName("JOIN carries incarnation, attempt, segment, its length, name, process and credentials")
    void joinSaysWhoItIs() {
        byte[] credentials = {1, 2, 3};
        byte[] join = Join.message(
                "segment", 5, 6, new MirrorOptions("Ä").length(0x7000).credentials(credentials));
        ByteBuffer read = ByteBuffer.wrap(join).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(read.getLong(8)).isEqualTo(5);
        assertThat(read.getLong(16)).isEqualTo(6);
        assertThat(read.getLong(24)).isEqualTo(PeerHome.segmentNumber("segment"));
        assertThat(read.getInt(40)).isEqualTo(2);
        int hostLength = read.getInt(44);
        assertThat(read.getLong(48)).isEqualTo(ProcessHandle.current().pid());
        assertThat(read.getLong(64)).isEqualTo(0x7000);
        assertThat(join).hasSize(72 + 2 + hostLength + 3).endsWith(credentials);
        assertThat(Arrays.copyOfRange(join, 72, 74)).containsExactly(0xc3, 0x84);
        assertThat(PeerMessage.isWellFormed(join, join.length)).isTrue();

        Join back = Join.read(Arrays.copyOf(join, PeerMessage.MAX_LENGTH), join.length);
        assertThat(back.name().name()).isEqualTo("Ä");
        assertThat(back.credentials()).isEqualTo(credentials);
        assertThat(back.length()).isEqualTo(0x7000);
        assertThat(back.wantsWitness()).isFalse();
        assertThat(back.wantsLease()).isFalse();
        assertThat(back.mayResume()).isFalse();
        for (long lengths : new long[] {-1, join.length, 1L << 63, (long) join.length << 32, 0x7fff_ffff_7fff_ffffL}) {
            PeerMessage.put(join, PeerMessage.WINDOW, lengths);
            assertThat(Join.read(join, join.length)).as("0x%x", lengths).isNull();
        }
    }

    @Test
    void acknowledgementsOfNeighboursShareAMessage() {
        Numbers numbers = new Numbers();
        for (long number : new long[] {10, 12, 11, 75, 74, 9, 200}) {
            numbers.add(number);
        }
        assertThat(numbers.first()).isEqualTo(10);
        assertThat(numbers.takeWithFirst()).isEqualTo(0b11L | 1L << 63);
        assertThat(numbers.first()).isEqualTo(75);
        assertThat(numbers.takeWithFirst()).isZero();
        assertThat(numbers.first()).isEqualTo(9);
        assertThat(numbers.takeWithFirst()).isZero();
        assertThat(numbers.first()).isEqualTo(200);
    }
}
