// The names of what the streams know, for whom it is enough that they exist.
#ifndef LEDGER_DOMAIN_STATES_H_
#define LEDGER_DOMAIN_STATES_H_

namespace loopledger {

namespace organisation {
struct State;
}
namespace strategy {
struct State;
}
namespace control {
struct State;
}
namespace requirement {
struct State;
}
namespace session {
struct State;
}
namespace tasking {
struct State;
}
namespace commitment {
struct State;
}
namespace outcome {
struct State;
}
namespace review {
struct State;
}
namespace records {
struct State;
}

template <typename State>
class Streams;

}  // namespace loopledger

#endif  // LEDGER_DOMAIN_STATES_H_
