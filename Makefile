MVN = mvn -B -q -ntp
CASE = capture-fixtures/captures/story

.PHONY: run build test format

run: build  ## build, then analyse the three shipped captures of the story
	@analyzer/bin/droppoint analyze --exit-zero --host $(CASE)/host.pcapng --inside $(CASE)/inside.pcap --outside $(CASE)/outside.pcap

build:  ## build the product without its tests
	@$(MVN) -DskipTests package

test:  ## build, and run every test
	@mvn -B -ntp verify

format:  ## bring every source file into the project's format
	@$(MVN) spotless:apply
