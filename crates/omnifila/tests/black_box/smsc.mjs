// An SMSC by the npm package `smpp`, written by others: takes messages, reports on them, and drops the link once in the middle.
// Standard output: first its port, then one line per message that it took.
import { createRequire } from 'node:module';
import { argv, stdin, stdout } from 'node:process';

const smpp = createRequire(argv[2])('smpp');
const dropAt = Number(argv[3]);
let taken = 0;

const report = (session, pdu, id) =>
  session.deliver_sm({
    source_addr: pdu.destination_addr,
    destination_addr: pdu.source_addr,
    esm_class: 4,
    short_message: `id:${id} sub:001 dlvrd:001 submit date:2612101200 done date:2612101201 stat:DELIVRD err:000 text:`,
  });

const server = smpp.createServer({}, (session) => {
  session.on('error', () => undefined);
  session.on('bind_transceiver', (pdu) => {
    const known = pdu.system_id === 'omnifila' && pdu.password === 's3cret';
    session.send(pdu.response({ command_status: known ? 0 : smpp.ESME_RINVPASWD, system_id: 'smsc' }));
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => {
    session.send(pdu.response());
    session.close();
  });
  session.on('submit_sm', (pdu) => {
    taken += 1;
    const id = taken;
    stdout.write(`taken ${pdu.destination_addr} ${pdu.short_message.message}\n`);
    if (id === dropAt) {
      // With everything that is on its way.
      session.socket.destroy();
      return;
    }
    // Answered as hex, reported as decimal, and for some the report comes first.
    const answer = () => session.send(pdu.response({ message_id: id.toString(16) }));
    if (pdu.registered_delivery === 1 && id % 10 === 0) report(session, pdu, id);
    answer();
    if (pdu.registered_delivery === 1 && id % 10 !== 0) report(session, pdu, id);
  });
});
server.listen(0, '127.0.0.1', () => stdout.write(`${server.address().port}\n`));
stdin.resume();
stdin.on('end', () => process.exit(0));
